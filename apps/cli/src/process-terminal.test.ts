// The command in a process of its own, on a full disk.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./main.js', import.meta.url));

const verdict = {
  verdict: 'exit_nonzero',
  message: '',
  compile: null,
  run: { exitCode: 3, signal: null, crash: null, usage: null, truncated: {} },
};
const output = { type: 'stdout', content: 'hello\n', encoding: 'utf8' };
const told = (event: object) => `data: ${JSON.stringify(event)}\n\n`;

describe('a full disk', () => {
  let server: Server;
  before(async () => {
    // /ends/run is a program that ends at once, /stays/run one that goes on after its output.
    server = createServer((request, response) => {
      request.resume();
      const asksForEvents = request.headers.accept === 'text/event-stream';
      if (request.url === '/stays/run') response.write(told(output));
      else if (asksForEvents) response.end(told(output) + told({ type: 'verdict', result: verdict }));
      else response.end(JSON.stringify(verdict));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function called(args: string[], full: 'stdout' | 'stderr', path = '') {
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, CELLBLOCK_URL: `http://127.0.0.1:${port}${path}` };
    const disk = openSync('/dev/full', 'w');
    const stdio = full === 'stdout' ? (['pipe', disk, 'pipe'] as const) : (['pipe', 'pipe', disk] as const);
    const child = spawn(process.execPath, [main, ...args], { env, stdio: [...stdio] });
    closeSync(disk);
    child.stdin?.end('int main(void) { return 3; }');
    const other = child.stderr ?? child.stdout ?? assert.fail('both streams are full');
    const [said, [status]] = await Promise.all([text(other), once(child, 'close')]);
    return [status, said];
  }

  const complaint = "cellblock: stdout can't be written: there is no space left\n";

  for (const [name, args, path] of [
    ['its program ended', ['run', '-'], '/ends'],
    ['its program goes on', ['run', '-'], '/stays'],
    ['its answer is JSON', ['run', '-', '--json'], '/ends'],
    ['it asks no service', ['--version'], ''],
  ] as const) {
    it(`under stdout is said in a line, with a status that no program has: ${name}`, async () => {
      assert.deepEqual(await called([...args], 'stdout', path), [125, complaint]);
    });
  }

  it('under stderr has the same status', async () => {
    assert.deepEqual(await called(['compile'], 'stderr'), [125, '']);
  });
});
