import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';

const module = JSON.stringify(new URL('./shutdown.js', import.meta.url).href);

// A process whose `close` prints "closed", that prints "ready" once it is set up.
function start(body: string, options: string = '{}', stdio: 'ipc' | 'ignore' = 'ignore'): ChildProcess {
  const code = `
    const { onShutdown } = await import(${module});
    onShutdown(async () => { ${body} }, ${options});
    const alive = setInterval(() => {}, 1000);
    console.log('ready');`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit', stdio],
  });
}

async function endOf(child: ChildProcess, act: () => void): Promise<{ output: string; code: unknown }> {
  assert.ok(child.stdout);
  const ended = once(child, 'exit');
  const output = text(child.stdout);
  await once(child.stdout, 'data');
  act();
  const [code] = await ended;
  return { output: await output, code };
}

it('closes once and exits with 0 on a signal', async () => {
  const child = start(`console.log('closed')`);
  const { output, code } = await endOf(child, () => child.kill('SIGTERM'));
  assert.equal(output.match(/^closed$/gm)?.length, 1);
  assert.equal(code, 0);
});

it('closes when the parent process is gone', async () => {
  const child = start(`console.log('closed')`, '{}', 'ipc');
  const { output, code } = await endOf(child, () => child.disconnect());
  assert.equal(output.match(/^closed$/gm)?.length, 1);
  assert.match(output, /parent process gone/);
  assert.equal(code, 0);
});

it('closes once where the parent goes away while closing', async () => {
  const child = start(
    `console.log('closed'); await new Promise((done) => setTimeout(done, 100))`,
    '{}',
    'ipc',
  );
  const { output, code } = await endOf(child, () => {
    child.kill('SIGTERM');
    child.disconnect();
  });
  assert.equal(output.match(/^closed$/gm)?.length, 1);
  assert.equal(code, 0);
});

it('logs an error that nobody caught, closes, and exits with 1', async () => {
  const child = start(`console.log('closed')`, `{}); setTimeout(() => { throw new Error('boom') }, 50`);
  const { output, code } = await endOf(child, () => {});
  assert.match(output, /"level":60.*boom/);
  assert.match(output, /^closed$/m);
  assert.equal(code, 1);
});

it('logs why closing failed and exits with 1', async () => {
  const child = start(`throw new Error('stuck valve')`);
  const { output, code } = await endOf(child, () => child.kill('SIGTERM'));
  assert.match(output, /"level":50.*stuck valve/);
  assert.equal(code, 1);
});

it('exits with 1 when closing takes longer than it may', async () => {
  const child = start(`await new Promise(() => {})`, '{ graceMs: 50 }');
  const { output, code } = await endOf(child, () => child.kill('SIGTERM'));
  assert.match(output, /not closed in time/);
  assert.equal(code, 1);
});
