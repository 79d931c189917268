import assert from 'node:assert/strict';
import { echo, jobOf, never, signalled } from './bench-for-tests.js';
import { ownerOf } from './grant.js';
import { openKeyring } from './keyring.js';
import { queuePerTest } from './queue-for-tests.js';

const test = queuePerTest();

test('what a key has posted is called off with it, and nothing of anybody else', async ({ redis, sides }) => {
  const [started, release] = [signalled(), signalled()];
  const stopped: string[] = [];
  await sides.bench({
    concurrency: 1,
    evaluate: async (job, signal) => {
      signal.addEventListener('abort', () => {
        stopped.push(job.id);
        release.settle();
      });
      if (job.submission.source === 'first') started.settle();
      if (job.submission.source === 'first') await release.promise;
      return echo(job);
    },
  });
  const door = await sides.door();
  const keyring = openKeyring({ redisUrl: redis.url, prefix: sides.prefix });
  try {
    const { grant } = await keyring.create({ name: 'abused' });
    const { grant: other } = await keyring.create({ name: 'other' });
    const post = (owner: string, source: string) => door.post(jobOf(source), { owner, rank: 'grading' });
    const running = await post(ownerOf(grant), 'first');
    await started.promise;
    const queued = [await post(ownerOf(grant), 'second'), await post(ownerOf(grant), 'third')];
    const strangers = [await post(ownerOf(other), 'x'), await post('anonymous', 'y'), await post('key', 'z')];
    const { grant: revoked, ...sum } = await keyring.revoke('abused');
    assert.deepEqual([revoked, sum], [grant, { calledOff: 3, failed: 0 }]);
    for (const { id } of [running, ...queued]) assert.equal((await door.find(id))?.state, 'cancelled');
    for (const { id } of strangers) assert.equal((await door.wait(id, 10_000, never()))?.state, 'done');
    assert.deepEqual(stopped, [running.id]);
    assert.deepEqual((await keyring.revoke('other')).calledOff, 0);
  } finally {
    keyring.close();
  }
});
