import assert from 'node:assert/strict';
import { echo, jobOf, never, signalled } from './bench-for-tests.js';
import { callOffAll } from './calling-off.js';
import { openEntrance } from './entrance.js';
import { ownerOf } from './grant.js';
import { openKeyring } from './keyring.js';
import { keysUnder } from './keys.js';
import { queuePerTest } from './queue-for-tests.js';
import { within } from './within.js';

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
    assert.deepEqual([revoked, sum], [grant, { calledOff: 3, isDone: true }]);
    for (const { id } of [running, ...queued]) assert.equal((await door.find(id))?.state, 'cancelled');
    for (const { id } of strangers) assert.equal((await door.wait(id, 10_000, never()))?.state, 'done');
    assert.deepEqual(stopped, [running.id]);
    assert.deepEqual((await keyring.revoke('other')).calledOff, 0);
  } finally {
    keyring.close();
  }
});

test('a key that Redis takes no ends for opens nothing, and is revoked again until all is called off', async ({
  redis,
  sides,
}) => {
  const door = await sides.door();
  const options = { redisUrl: redis.url, prefix: sides.prefix };
  const [keyring, entrance] = [openKeyring(options), openEntrance(options)];
  try {
    const { key, grant } = await keyring.create({ name: 'abused' });
    const mine = { owner: ownerOf(grant), rank: 'grading' } as const;
    const { id } = await door.post(jobOf(), mine);
    await redis.client.config('SET', 'maxmemory', '1');
    const { isDone } = await keyring
      .revoke('abused')
      .finally(() => redis.client.config('SET', 'maxmemory', '0'));
    assert.equal(isDone, false);
    assert.equal((await entrance.admit({ key }, false)).kind, 'expired');
    // As a request does that was let in just before.
    await assert.rejects(door.post(jobOf(), mine), { code: 'unauthorized' });
    assert.equal((await door.find(id))?.state, 'queued');
    await assert.rejects(keyring.create({ name: 'abused' }), { code: 'conflict' });
    const { calledOff, isDone: isDoneAtLast } = await keyring.revoke('abused');
    assert.deepEqual([calledOff, isDoneAtLast], [1, true]);
    assert.equal((await door.find(id))?.state, 'cancelled');
    assert.equal((await entrance.admit({ key }, false)).kind, 'unknown');
    await assert.rejects(door.post(jobOf(), mine), { code: 'unauthorized' });
    await assert.rejects(keyring.revoke('abused'), { code: 'not_found' });
  } finally {
    keyring.close();
    entrance.close();
  }
});

test('of a Redis that does not answer it is said that not all is called off', async ({ redis, sides }) => {
  const door = await sides.door();
  await door.post(jobOf(), { owner: 'me', rank: 'grading' });
  redis.pause();
  const calledOff = callOffAll(redis.client, keysUnder(sides.prefix), 'me', (answer) => within(200, answer));
  assert.deepEqual(await calledOff.finally(redis.resume), { calledOff: 0, isDone: false });
});
