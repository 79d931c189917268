import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { Submission } from '@cellblock/contract';
import { openBench } from './bench.js';
import { openDoor } from './door.js';
import { openEntrance } from './entrance.js';
import { startRedis } from './redis-for-tests.js';

const status = { id: 'w1', ready: true, sandbox: {}, rootfs: '', compilers: {}, concurrency: 1, programs: 1 };

describe('looking at the queue', () => {
  it('tells what waits in each rank, for how long, and what workers count', { timeout: 60_000 }, async () => {
    const opened: { close(): Promise<void> }[] = [];
    const redis = await startRedis();
    const options = { redisUrl: redis.url, prefix: 'test' };
    const entrance = openEntrance(options);
    const door = await openDoor({
      ...options,
      queueLimit: 100,
      noWorkerWaitMs: 60_000,
      keepMs: 60_000,
      heldBytes: 2 ** 30,
    });
    try {
      const empty = await entrance.observe();
      assert.deepEqual(empty, {
        waiting: { interactive: 0, grading: 0, regrading: 0 },
        active: 0,
        oldestMs: 0,
        workers: [],
      });
      const submission = Submission.parse({ source: '' });
      for (const [index, rank] of (['interactive', 'grading', 'grading', 'regrading'] as const).entries()) {
        await door.post({ id: `job-${index}`, kind: 'run', submission }, { owner: `o${index}`, rank });
      }
      await redis.client.hset('test:jobs:job-2', 'timestamp', Date.now() - 60_000);
      const { waiting, oldestMs } = await entrance.observe();
      assert.deepEqual(waiting, { interactive: 1, grading: 2, regrading: 1 });
      assert.ok(oldestMs >= 60_000 && oldestMs < 120_000, String(oldestMs));

      const taken = new Promise<void>((resolve) => {
        const evaluate = async (_job: unknown, signal: AbortSignal) => {
          resolve();
          await once(signal, 'abort');
          throw signal.reason;
        };
        const metrics = async () => 'counted';
        const work = { ...options, concurrency: 1, status: () => status, metrics, evaluate };
        void openBench(work).then((bench) => opened.push(bench));
      });
      await taken;
      let busy = await entrance.observe();
      while (busy.workers.length === 0) busy = await entrance.observe();
      assert.deepEqual(busy.workers, ['counted']);
      assert.equal(busy.active, 1);
      assert.equal(busy.waiting.interactive, 0);
    } finally {
      for (let index = 0; index < 4; index += 1) await door.cancel(`job-${index}`);
      for (const bench of opened) await bench.close();
      await door.close();
      entrance.close();
      await redis.close();
    }
  });
});
