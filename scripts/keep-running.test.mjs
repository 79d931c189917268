import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepRunning, restartDelayMs } from './keep-running.mjs';

test('the delay doubles from half a second and stops at half a minute', () => {
  assert.deepEqual([1, 2, 3, 6, 7, 100].map(restartDelayMs), [500, 1_000, 2_000, 16_000, 30_000, 30_000]);
});

test('a program that dies is started again, and stop ends it', async (context) => {
  const directory = temporaryDirectory(context);
  const [starts, told] = ['starts', 'told'].map((name) => join(directory, name));
  const count = () => (existsSync(starts) ? readFileSync(starts, 'utf8').trim().split('\n').length : 0);
  const said = [];
  const child = keepRunning({
    name: 'sleeper',
    argv: ['sh', '-c', `trap 'touch ${told}; exit' TERM; echo $$ >> ${starts}; while :; do sleep 0.05; done`],
    say: (text) => said.push(text),
    giveUp: assert.fail,
  });
  context.after(() => child.stop());
  const last = () => Number(readFileSync(starts, 'utf8').trim().split('\n').at(-1));
  await until(() => count() === 1);
  process.kill(last(), 'SIGKILL');
  await until(() => count() === 2);
  assert.deepEqual(said, ['sleeper ended (SIGKILL); starting it again in 0.5 s']);
  await child.stop();
  assert.ok(existsSync(told));
  assert.throws(() => process.kill(last(), 0), { code: 'ESRCH' });
  assert.equal(said.length, 1);
});

test('a program that is killed at our own wish is not started again', async (context) => {
  const starts = join(temporaryDirectory(context), 'starts');
  const said = [];
  const child = keepRunning({
    name: 'sleeper',
    argv: ['sh', '-c', `echo $$ >> ${starts}; sleep 60`],
    say: (text) => said.push(text),
    giveUp: assert.fail,
  });
  context.after(() => child.stop());
  await until(() => existsSync(starts));
  child.kill();
  await sleep(1_000);
  assert.deepEqual(said, []);
  assert.equal(readFileSync(starts, 'utf8').trim().split('\n').length, 1);
});

test('a program that does not end in its time is killed, and is said to be waited for', async (context) => {
  const ready = join(temporaryDirectory(context), 'ready');
  const said = [];
  const child = keepRunning({
    name: 'deaf',
    argv: ['sh', '-c', `trap '' TERM; touch ${ready}; while :; do sleep 0.05; done`],
    stopMs: 2_000,
    say: (text) => said.push(text),
    giveUp: assert.fail,
  });
  context.after(() => child.kill());
  await until(() => existsSync(ready));
  const startedMs = performance.now();
  await child.stop();
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs >= 1_900 && tookMs < 10_000, String(tookMs));
  assert.deepEqual(said, ['deaf ends what it has in hand, for 2 s at most']);
});

test('a program that dies three times before it has settled is given up', async (context) => {
  let given = null;
  const said = [];
  const argv = ['sh', '-c', 'exit 3'];
  const say = (text) => said.push(text);
  const child = keepRunning({ name: 'failing', argv, say, giveUp: (error) => (given = error) });
  context.after(() => child.stop());
  await until(() => given !== null || said.length > 2);
  assert.match(given?.message ?? 'not given up', /^failing ended 3 times in a row \(status 3\)/);
});

test('a program is told to stop when the process that keeps it is killed', async (context) => {
  const directory = temporaryDirectory(context);
  const [ready, told] = ['ready', 'told'].map((name) => join(directory, name));
  const script = `trap 'echo told > ${told}; exit' TERM; echo $$ > ${ready}.new; mv ${ready}.new ${ready}; while :; do sleep 0.05; done`;
  const module = new URL('keep-running.mjs', import.meta.url).href;
  const keep = `import { keepRunning } from '${module}';
    keepRunning({ name: 'x', argv: ['sh', '-c', ${JSON.stringify(script)}], say() {}, giveUp() {} });`;
  const keeper = spawn(process.execPath, ['--input-type=module', '--eval', keep], { stdio: 'ignore' });
  await until(() => existsSync(ready));
  const pid = Number(readFileSync(ready, 'utf8'));
  context.after(() => killIfThere(pid));
  keeper.kill('SIGKILL');
  await once(keeper, 'exit');
  await until(() => existsSync(told));
  assert.equal(readFileSync(told, 'utf8'), 'told\n');
});

function temporaryDirectory(context) {
  const directory = mkdtempSync(join(tmpdir(), 'keep-'));
  context.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    assert.equal(error.code, 'ESRCH');
  }
}

async function until(condition) {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 500, 'waited in vain');
    await sleep(20);
  }
}
