// cellblock serve and cellblock worker: what npm start is, by another name.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { startCommand } from './command.js';
import { sharedRootfs, startService } from './service.js';

const source = 'int main(void) { return 3; }';

suite('cellblock serve and worker', { concurrency: 1 }, () => {
  let state: string;
  before(async () => {
    state = await mkdtemp(join(tmpdir(), 'cellblock-serve-'));
    await symlink(sharedRootfs(), join(state, 'rootfs'));
  });
  after(() => rm(state, { recursive: true }));

  const env = () => ({ CELLBLOCK_STATE: state, CELLBLOCK_HOST: '127.0.0.1', CELLBLOCK_CONCURRENCY: '1' });

  test('serve runs the service until it is told to stop', async () => {
    const served = startCommand(['serve', '--port', '0'], { url: '', cwd: state, input: '', env: env() });
    await served.heard('Cellblock is ready on ');
    const url = /ready on (\S+)/.exec(served.stdout())?.[1] ?? assert.fail(served.stdout());
    assert.equal((await startCommand(['run'], { url, cwd: state, input: source }).ended).status, 3);
    served.child.kill('SIGTERM');
    assert.equal((await served.ended).status, 0);
    await assert.rejects(fetch(`${url}/health`));
  });

  test('serve refuses a port that another service answers on', async () => {
    const other = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const at = { url: '', cwd: state, input: '', env: env() };
    const served = startCommand(['serve', '--port', String(port)], at);
    try {
      await assert.rejects(served.heard('Cellblock is ready on '));
      const why = 'something else does already';
      const said = `cellblock: the API can't listen on port ${port} of 127.0.0.1: ${why}\n`;
      const { status, stderr } = await served.ended;
      assert.deepEqual([status, stderr], [1, said]);
    } finally {
      served.child.kill('SIGTERM');
      other.close();
    }
  });

  test('worker takes jobs from a queue that is elsewhere', async () => {
    const service = await startService({ parts: ['redis', 'api'] });
    try {
      const redis = { REDIS_URL: `unix://${join(service.state, 'redis', 'redis.sock')}` };
      const worker = startCommand(['worker'], {
        url: '',
        cwd: state,
        input: '',
        env: { ...env(), ...redis },
      });
      await service.waitFor('ready');
      const { url } = service;
      assert.equal((await startCommand(['run'], { url, cwd: state, input: source }).ended).status, 3);
      worker.child.kill('SIGINT');
      assert.equal((await worker.ended).status, 0);
    } finally {
      await service.stop();
    }
  });

  test('variables that are wrong are said once, and all of them; one that is empty is not set', async () => {
    const more = { CELLBLOCK_PORT: '', CELLBLOCK_LENT_BYTES: '256M', CELLBLOCK_STAT: state };
    const at = { url: '', cwd: state, input: '', env: { ...env(), ...more } };
    const said = [
      'cellblock: CELLBLOCK_STAT is not a variable of Cellblock; did you mean CELLBLOCK_STATE?',
      'CELLBLOCK_LENT_BYTES must be a whole number from 0 to 1099511627776, but is "256M"\n',
    ].join('\n');
    const { status, stderr } = await startCommand(['serve'], at).ended;
    assert.deepEqual([status, stderr], [64, said]);
  });

  for (const { name, args, more } of [
    { name: '--port x', args: ['--port', 'x'], more: {} },
    { name: 'CELLBLOCK_PORT 70000', args: [], more: { CELLBLOCK_PORT: '70000' } },
  ]) {
    test(`what is wrong with a port is said: ${name}`, async () => {
      const at = { url: '', cwd: state, input: '', env: { ...env(), ...more } };
      const wrong = await startCommand(['serve', ...args], at).ended;
      assert.deepEqual(
        [wrong.status, wrong.stderr],
        [64, `cellblock: ${name}: must be a number from 0 to 65535\n`],
      );
    });
  }
});
