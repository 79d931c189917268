import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '@cellblock/contract';
import { benchOf } from '../door-for-tests.js';

describe('GET /dashboard', () => {
  const worker = {
    id: 'w<script>1',
    ready: true,
    sandbox: { cgroup: 'v2' },
    rootfs: 'abc',
    compilers: { gcc: '12.2.0' },
    concurrency: 3,
    programs: 2,
  };

  it('shows the queue and the workers, and lets nothing in them be run', async () => {
    const waiting = { interactive: 11, grading: 22, regrading: 33 };
    const { app } = benchOf({
      observe: async () => ({ waiting, active: 4, oldestMs: 1500, workers: [] }),
      status: { workers: [worker] },
    });
    const page = await app.inject('/dashboard');
    assert.equal(page.statusCode, 200);
    for (const part of ['11', '22', '33', '1.5 s', 'gcc 12.2.0', '2 programs at once, of 3 jobs']) {
      assert.ok(page.body.includes(`<td>${part}</td>`), part);
    }
    assert.ok(page.body.includes('w&lt;script&gt;1') && !page.body.includes('<script'));
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'/);
  });

  it('is 503 while Redis is away', async () => {
    const { app } = benchOf({ observe: () => Promise.reject(new AppError('queue_unavailable')) });
    assert.equal((await app.inject('/dashboard')).statusCode, 503);
  });

  it('is for operators', async () => {
    const reply = await benchOf({ needsKey: true }).app.inject('/dashboard');
    assert.equal(reply.statusCode, 401);
    assert.equal(reply.headers['www-authenticate'], 'Basic realm="cellblock"');
  });
});
