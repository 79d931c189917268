// Runs inside the guest, as its only purpose: the parts of the plan, one after the other, each in a unit of systemd
// with a control group of its own that systemd has delegated to it. It says how each went over the second serial line.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { kernels, partsOf, unitCommand } from './plan.mjs';
import { place } from './recipe.mjs';
import { encodeWord } from './words.mjs';

const line = '/dev/ttyS1';

spawnSync('stty', ['-F', line, 'raw', '-echo']);
const words = openSync(line, 'w');
const say = (word) => writeSync(words, encodeWord(word));

const chosen = JSON.parse(readFileSync(`${place}/plan.json`, 'utf8'));
for (const part of partsOf(securityModule(), chosen.parts)) {
  say({ event: 'begin', part: part.name });
  const began = performance.now();
  const status = await run(part);
  say({ event: 'end', part: part.name, status, seconds: (performance.now() - began) / 1000 });
}
say({ event: 'over' });

function securityModule() {
  const options = readFileSync('/proc/cmdline', 'utf8').trim().split(' ');
  return Object.keys(kernels).find((lsm) => options.includes(`security=${lsm}`));
}

async function run(part) {
  const [command, ...args] = unitCommand(part, chosen.env);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => say({ event: 'line', part: part.name, text }));
  }
  const [status] = await once(child, 'close');
  return status ?? 1;
}
