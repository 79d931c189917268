// Posted jobs whose poster waits for them, on a real Redis.

import assert from 'node:assert/strict';
import { AppError } from '@cellblock/contract';
import { echo, jobOf, never } from './bench-for-tests.js';
import { CallbackQueue } from './callback-queue.js';
import { keysUnder } from './keys.js';
import { encodeOutcome } from './outcome-bytes.js';
import { PostedJobs } from './posted.js';
import { queuePerTest } from './queue-for-tests.js';

const test = queuePerTest();

const mine = { owner: 'me', rank: 'grading', isQuiet: true } as const;
const waiting = () => ({ mostMs: 20_000, signal: never() });

for (const size of [10, 200_000]) {
  test(`an outcome of ${size} bytes is told, and is in the record by then`, async ({ sides }) => {
    const [door, other] = [await sides.door(), await sides.door()];
    await sides.bench();
    const job = jobOf('x'.repeat(size));
    const { job: standing, outcome } = await door.postAndWait(job, { ...mine, note: 'n' }, waiting());
    const read = [await other.find(job.id), await other.outcome(job.id), await other.note(job.id)];
    assert.deepEqual([standing, outcome, 'n'], read);
    assert.equal(standing.state, 'done');
    assert.deepEqual(outcome, await echo(job));
  });
}

test('nothing is subscribed to, and nothing looked at before the end', async ({ redis, sides }) => {
  const door = await sides.door();
  await sides.bench();
  // By then the worker has subscribed to what it listens to.
  await door.postAndWait(jobOf(), mine, waiting());
  await redis.client.config('RESETSTAT');
  await door.postAndWait(jobOf(), mine, waiting());
  const stats = await redis.client.info('commandstats');
  const calls = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  assert.deepEqual(['subscribe', 'lpos', 'hgetall'].map(calls), [0, 0, 1]);
});

test('an evaluation that fails is told', async ({ sides }) => {
  const door = await sides.door();
  await sides.bench({ evaluate: () => Promise.reject(new AppError('no_worker', { message: 'none' })) });
  const { job, outcome } = await door.postAndWait(jobOf(), mine, waiting());
  assert.deepEqual([job.state, job.error, outcome], ['failed', { code: 'no_worker', message: 'none' }, null]);
});

test('whoever calls it off elsewhere ends the waiting at once', async ({ sides }) => {
  const [door, other] = [await sides.door(), await sides.door()];
  const job = jobOf();
  const waited = door.postAndWait(job, mine, waiting());
  while (!(await other.cancel(job.id)));
  const cancelledAt = performance.now();
  assert.equal((await waited).job.state, 'cancelled');
  assert.ok(performance.now() - cancelledAt < 1000);
});

test('an end of which nothing is heard is found all the same', async ({ redis, sides }) => {
  const [door, keys] = [await sides.door(), keysUnder(sides.prefix)];
  const job = jobOf();
  const waited = door.postAndWait(job, mine, waiting());
  while ((await door.status()).waiting === 0);
  const posted = new PostedJobs(redis.client, keys, new CallbackQueue(redis.client, keys, () => {}));
  // The door that waits is not among what it is told to do at the end.
  await posted.complete(job.id, { keepMs: 60_000, hasCallback: false }, encodeOutcome(await echo(job)));
  assert.deepEqual((await waited).outcome, await echo(job));
});

test('it is waited for no longer than is asked, and then told as it stands', async ({ sides }) => {
  const door = await sides.door();
  const short = await door.postAndWait(jobOf(), mine, { mostMs: 50, signal: never() });
  assert.deepEqual([short.job.state, short.job.position, short.outcome], ['queued', 0, null]);
  const aborted = { mostMs: 20_000, signal: AbortSignal.abort() };
  assert.equal((await door.postAndWait(jobOf(), mine, aborted)).job.state, 'queued');
});

test('the same id twice is a conflict, and the first is told', async ({ sides }) => {
  const door = await sides.door();
  const job = jobOf('once');
  const waited = door.postAndWait(job, mine, waiting());
  await assert.rejects(door.postAndWait(job, mine, waiting()), { code: 'conflict' });
  await sides.bench();
  assert.equal((await waited).job.state, 'done');
});

test('one that may be repeated is waited for where its first poster has died', async ({ sides }) => {
  const [first, second, third] = [await sides.door(), await sides.door(), await sides.door()];
  const job = jobOf('once');
  const repeatable = { ...mine, isRepeatable: true };
  // As if whoever waits here had died.
  const dead = { mostMs: 20_000, signal: AbortSignal.abort() };
  assert.equal((await first.postAndWait(job, repeatable, dead)).job.state, 'queued');
  const waited = second.postAndWait(job, repeatable, waiting());
  const ran: string[] = [];
  const evaluate = async (each: typeof job) => {
    ran.push(each.id);
    return echo(each);
  };
  await sides.bench({ evaluate });
  assert.deepEqual((await waited).outcome, await echo(job));
  assert.deepEqual((await third.postAndWait(job, repeatable, waiting())).outcome, await echo(job));
  assert.deepEqual(ran, [job.id]);
});

test('a job that is refused is an error', async ({ sides }) => {
  const door = await sides.door({ queueLimit: 0 });
  await assert.rejects(door.postAndWait(jobOf(), mine, waiting()), { code: 'queue_full' });
});
