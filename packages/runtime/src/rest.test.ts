import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';

const module = JSON.stringify(new URL('./rest.js', import.meta.url).href);

// Has something to do for a while, then nothing; says how large the young generation was before and afterwards.
const code = `
  const { getHeapSpaceStatistics } = await import('node:v8');
  const { setTimeout: delay } = await import('node:timers/promises');
  const { collectAtRest } = await import(${module});
  const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
  globalThis.kept = [];
  collectAtRest({ everyMs: 100 });
  const work = () => {
    for (let index = 0; index < 3e6; index++) if (index % 20 === 0) kept.push({ index });
  };
  const sizes = [];
  for (let round = 0; round < 2; round++) {
    work();
    kept.length = 10;
    sizes.push(young());
    const until = performance.now() + 5000; // V8 does it by itself only later
    while (young() > 2e6 && performance.now() < until) await delay(500);
    sizes.push(young());
  }
  console.log(JSON.stringify(sizes));`;

it('gives the young generation back at rest, each time, and lets the process end', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const sizes = JSON.parse(await text(child.stdout)) as number[];
  const [first = 0, afterFirst = 0, second = 0, afterSecond = 0] = sizes;
  assert.ok(first > 8e6 && second > 8e6, `it grew: ${sizes}`);
  assert.ok(afterFirst <= 2e6 && afterSecond <= 2e6, `it was given back: ${sizes}`);
});
