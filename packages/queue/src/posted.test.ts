// Posted jobs: both sides of the queue on a real Redis. Nobody waits, anybody may ask.

import assert from 'node:assert/strict';
import { AppError, type ErrorCode } from '@cellblock/contract';
import { echo, jobOf, never, outcomeOf, signalled } from './bench-for-tests.js';
import { CallbackQueue } from './callback-queue.js';
import type { Door } from './door-promises.js';
import { keysUnder } from './keys.js';
import { openLossyWay } from './lossy-for-tests.js';
import { PostedJobs } from './posted.js';
import type { PostedEvent } from './posted-job.js';
import { queuePerTest } from './queue-for-tests.js';

const test = queuePerTest();

const isError = (code: ErrorCode) => (error: unknown) => error instanceof AppError && error.code === code;
const mine = { owner: 'me', rank: 'grading' } as const;

async function eventsOf(door: Door, id: string, after: string | null = null): Promise<PostedEvent[]> {
  const events: PostedEvent[] = [];
  for await (const event of door.events(id, after, never())) events.push(event);
  return events;
}

const typesOf = (events: PostedEvent[]) => events.map(({ event }) => event.type);
const textOf = (events: PostedEvent[]) =>
  events.map(({ event }) => ('bytes' in event ? event.bytes.toString() : '')).join('');

test('a posted job is run while nobody waits, and its outcome is there for any API process', async ({
  sides,
}) => {
  const [door, other] = [await sides.door(), await sides.door()];
  const job = jobOf('hello');
  await door.post(job, mine);
  const queued = await other.find(job.id);
  assert.deepEqual(
    [queued?.state, queued?.position, queued?.owner, queued?.rank, queued?.kind],
    ['queued', 0, 'me', 'grading', 'run'],
  );
  assert.equal(await other.outcome(job.id), null);
  await sides.bench();
  await other.wait(job.id, 20_000, never());
  const done = await other.find(job.id);
  assert.deepEqual([done?.state, done?.position, done?.error], ['done', null, null]);
  assert.deepEqual(await other.outcome(job.id), await echo(job));
});

test('a job is posted once, counted once and run where the reply to its posting is lost', async ({
  redis,
  sides,
}) => {
  const way = await openLossyWay(redis.url);
  const door = await sides.door({ redisUrl: way.url });
  const other = await sides.door();
  const [whole, halved] = [jobOf('hello'), jobOf('hello')];
  await other.post(whole, mine);
  const { bytes } = (await other.status()).held;
  way.lose('\r\nnew\r\n');
  assert.equal((await door.post(halved, mine)).state, 'queued');
  assert.equal(way.lost(), 1);
  assert.equal((await other.status()).held.bytes, 2 * bytes);
  await assert.rejects(other.post(halved, mine), isError('conflict'));
  await sides.bench();
  assert.equal((await other.wait(halved.id, 20_000, never()))?.state, 'done');
  way.close();
});

test('its events come as they happen, and again from any of them', async ({ sides }) => {
  const [goOn, seen] = [signalled(), signalled()];
  await sides.bench({
    evaluate: async ({ id }, _signal, emit) => {
      emit?.({ type: 'compiling' });
      emit?.({ type: 'running' });
      emit?.({ type: 'stdout', bytes: Buffer.from('one ') });
      await goOn.promise;
      emit?.({ type: 'stderr', bytes: Buffer.from('two ') });
      emit?.({ type: 'stdout', bytes: Buffer.from('three') });
      return outcomeOf(id);
    },
  });
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  const live: PostedEvent[] = [];
  const listening = (async () => {
    for await (const event of door.events(job.id, null, never())) {
      live.push(event);
      if (event.event.type === 'stdout') seen.settle();
    }
  })();
  await seen.promise;
  goOn.settle();
  await listening;
  assert.deepEqual(typesOf(live), [
    ...['queued', 'compiling', 'running', 'stdout', 'stderr', 'stdout', 'verdict'],
  ]);
  assert.equal(textOf(live), 'one two three');
  const again = await eventsOf(await sides.door(), job.id);
  assert.deepEqual(again[0], { number: '0-0', event: { type: 'queued', position: null } });
  assert.deepEqual(again.slice(1), live.slice(1));
  for (const [index, { number }] of again.entries()) {
    const rest = await eventsOf(door, job.id, number);
    assert.deepEqual(rest, number === 'end' ? [] : again.slice(index + 1), number);
  }
});

test('of a quiet job nothing is told before its end, and nothing is kept of what happened', async ({
  sides,
  redis,
}) => {
  const heard: unknown[] = [];
  await sides.bench({
    evaluate: async (job, _signal, emit) => {
      heard.push(emit);
      emit?.({ type: 'running' });
      return echo(job);
    },
  });
  const door = await sides.door();
  const job = jobOf('quiet');
  await door.post(job, { ...mine, isQuiet: true });
  assert.equal((await door.wait(job.id, 20_000, never()))?.state, 'done');
  assert.deepEqual(heard, [null]);
  assert.deepEqual(typesOf(await eventsOf(door, job.id)), ['queued', 'verdict']);
  assert.equal(await redis.client.exists(`${sides.prefix}:events:${job.id}`), 0);
  assert.deepEqual(await door.outcome(job.id), await echo(job));
});

test('whoever waits is told how the job stands then, and looks at no news but its end', async ({
  sides,
  redis,
}) => {
  const [started, goOn] = [signalled(), signalled()];
  await sides.bench({
    evaluate: async (job, _signal, emit) => {
      for (let event = 0; event < 20; event++) {
        emit?.({ type: 'stdout', bytes: Buffer.from('x') });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      started.settle();
      await goOn.promise;
      return echo(job);
    },
  });
  const door = await sides.door();
  assert.equal(await door.wait('nothing', 20_000, never()), null);
  const job = jobOf();
  await door.post(job, mine);
  await redis.client.config('RESETSTAT');
  const waiting = door.wait(job.id, 20_000, never());
  await started.promise;
  const stats = await redis.client.info('commandstats');
  assert.ok(Number(/cmdstat_hgetall:calls=(\d+)/.exec(stats)?.[1]) < 10, stats);
  assert.equal((await door.wait(job.id, 0, never()))?.state, 'running');
  assert.equal((await door.wait(job.id, 20_000, AbortSignal.abort()))?.state, 'running');
  goOn.settle();
  const ended = await waiting;
  assert.equal(ended?.state, 'done');
  assert.deepEqual(ended, await door.find(job.id));
});

test('a job that is queued can be called off, and is never run', async ({ sides }) => {
  const door = await sides.door();
  const [cancelled, kept] = [jobOf('cancelled'), jobOf('kept')];
  await door.post(cancelled, mine);
  await door.post(kept, mine);
  assert.equal((await door.find(kept.id))?.position, 1);
  assert.equal(await door.cancel(cancelled.id), true);
  assert.equal(await door.cancel(cancelled.id), false);
  const ran: string[] = [];
  await sides.bench({
    evaluate: async (job) => {
      ran.push(job.submission.source ?? '');
      return echo(job);
    },
  });
  await door.wait(kept.id, 20_000, never());
  assert.equal((await door.find(cancelled.id))?.state, 'cancelled');
  assert.deepEqual(typesOf(await eventsOf(door, cancelled.id)), ['queued', 'cancelled']);
  assert.deepEqual(ran, ['kept']);
});

test('whoever waits for a job that others follow hears of an end before that at once', async ({ sides }) => {
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  const following = door.events(job.id, null, never());
  await following.next();
  await door.cancel(job.id);
  const from = performance.now();
  assert.equal((await door.wait(job.id, 20_000, never()))?.state, 'cancelled');
  const tookMs = performance.now() - from;
  await following.return(undefined);
  assert.ok(tookMs < 1000, `${tookMs} ms`);
});

test('one that has ended, or is forgotten, is not begun, and keeps no trace of the attempt', async ({
  redis,
  sides,
}) => {
  const door = await sides.door();
  const keys = keysUnder(sides.prefix);
  const posted = new PostedJobs(redis.client, keys, new CallbackQueue(redis.client, keys, () => {}));
  const job = jobOf();
  await door.post(job, mine);
  await door.cancel(job.id);
  const before = await posted.read(job.id);
  assert.equal(await posted.begin(job.id), false);
  assert.deepEqual(await posted.read(job.id), before);
  assert.equal(before?.startedAt, null);
  const leftMs = await redis.client.pttl(keys.course(job.id));
  assert.ok(leftMs <= 60_000, `${leftMs} ms`);
  assert.equal(await posted.begin('forgotten'), false);
  assert.equal(await redis.client.exists(keys.course('forgotten')), 0);
});

test('a job that runs can be called off', async ({ sides }) => {
  const [started, stopped] = [signalled(), signalled()];
  await sides.bench({
    evaluate: async (job, signal) => {
      signal.addEventListener('abort', () => stopped.settle());
      started.settle();
      await stopped.promise;
      return echo(job);
    },
  });
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  await started.promise;
  assert.equal((await door.find(job.id))?.state, 'running');
  assert.equal(await door.cancel(job.id), true);
  await stopped.promise;
  assert.equal((await door.find(job.id))?.state, 'cancelled');
  assert.equal(await door.outcome(job.id), null);
});

test('what an evaluation refuses is told as an error', async ({ sides }) => {
  const refusal = new AppError('invalid_field', { field: 'compiler.name', message: 'no clang here' });
  await sides.bench({ evaluate: () => Promise.reject(refusal) });
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  const events = await eventsOf(door, job.id);
  const error = { code: 'invalid_field', message: 'no clang here', field: 'compiler.name' };
  assert.deepEqual(events.at(-1), { number: 'end', event: { type: 'error', error } });
  const { state, error: told } = (await door.find(job.id)) ?? {};
  assert.deepEqual([state, told], ['failed', error]);
});

test('the same id twice is a conflict', async ({ sides }) => {
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  await assert.rejects(door.post(job, mine), isError('conflict'));
  assert.equal((await door.find(job.id))?.state, 'queued');
  assert.equal((await door.status()).waiting, 1);
});

test('one that may be repeated is gone on with: queued if it is not, and never run again', async ({
  redis,
  sides,
}) => {
  const ran: string[] = [];
  const door = await sides.door();
  const job = jobOf();
  const repeatable = { ...mine, isRepeatable: true };
  const first = await door.post(job, repeatable);
  const { held } = await door.status();
  // As if whoever posted it had died before it was in the queue.
  await redis.client.del(`${sides.prefix}:jobs:${job.id}`);
  await redis.client.zrem(`${sides.prefix}:jobs:prioritized`, job.id);
  const other = await sides.door();
  assert.deepEqual(await other.post(job, repeatable), first);
  assert.equal((await other.find(job.id))?.position, 0);
  assert.deepEqual(await door.post(job, repeatable), first);
  assert.deepEqual([(await door.status()).waiting, (await door.status()).held], [1, held]);
  const evaluate = async (each: typeof job) => {
    ran.push(each.id);
    return echo(each);
  };
  const bench = await sides.bench({ evaluate });
  const done = await door.wait(job.id, 20_000, never());
  await bench.close();
  assert.deepEqual(await other.post(job, repeatable), first);
  // A worker that knows nothing of it.
  await sides.bench({ evaluate });
  const last = jobOf();
  await door.post(last, mine);
  await door.wait(last.id, 20_000, never());
  assert.deepEqual(await door.find(job.id), done);
  assert.deepEqual(ran, [job.id, last.id]);
});

test('what another has posted is not taken back where repeating it fails', async ({ redis, sides }) => {
  const [door, other] = [await sides.door(), await sides.door()];
  const job = jobOf();
  await door.post(job, mine);
  redis.pause();
  const repeated = other.post(job, { ...mine, isRepeatable: true });
  await assert.rejects(repeated, isError('queue_unavailable')).finally(redis.resume);
  await other.post(jobOf(), mine);
  assert.equal((await door.find(job.id))?.position, 0);
});

test('whoever repeats what another has posted has no job more in the queue', async ({ sides }) => {
  const door = await sides.door({ queueLimit: 4 });
  const job = jobOf();
  await door.post(job, mine);
  await door.post(jobOf(), mine);
  const other = { ...mine, owner: 'other' };
  for (let time = 0; time < 2; time++) await door.post(job, { ...other, isRepeatable: true });
  await door.post(jobOf(), other);
});

test('a full queue refuses what is posted, and remembers nothing of it', async ({ sides }) => {
  const door = await sides.door({ queueLimit: 2 });
  await door.post(jobOf(), mine);
  await door.post(jobOf(), { ...mine, owner: 'another' });
  const job = jobOf();
  await assert.rejects(door.post(job, { ...mine, owner: 'third' }), isError('queue_full'));
  assert.equal(await door.find(job.id), null);
});

test('all of it is forgotten when its time is over', async ({ redis, sides }) => {
  await sides.bench({
    evaluate: async (job, _signal, emit) => {
      emit?.({ type: 'compiling' });
      return echo(job);
    },
  });
  const door = await sides.door({ keepMs: 300 });
  const job = jobOf('x', { stdin: 'y'.repeat(100_000) });
  await door.post(job, mine);
  await door.wait(job.id, 20_000, never());
  while ((await door.find(job.id)) !== null);
  assert.deepEqual(await eventsOf(door, job.id), []);
  while ((await redis.client.keys(`${sides.prefix}:*:${job.id}`)).length > 0);
});

test('a job that Redis has lost is told as failed', async ({ redis, sides }) => {
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  await redis.client.del(`${sides.prefix}:jobs:${job.id}`);
  await redis.client.zrem(`${sides.prefix}:jobs:prioritized`, job.id);
  assert.equal((await eventsOf(door, job.id)).at(-1)?.event.type, 'error');
  assert.equal((await door.find(job.id))?.error?.code, 'worker_failed');
});

test('one job does not wait for the many of another owner, and a higher rank goes first', async ({
  sides,
}) => {
  const door = await sides.door();
  const ran: string[] = [];
  const many = Array.from({ length: 200 }, () => jobOf('many'));
  for (const job of many) await door.post(job, mine);
  const one = jobOf('one');
  await door.post(one, { owner: 'other', rank: 'grading' });
  const low = jobOf('low');
  await door.post(low, { owner: 'third', rank: 'regrading' });
  const urgent = jobOf('urgent');
  await door.post(urgent, { owner: 'me', rank: 'interactive' });
  assert.equal((await door.find(low.id))?.position, 202);
  await sides.bench({
    concurrency: 1,
    evaluate: async (job) => {
      ran.push(job.submission.source ?? '');
      return echo(job);
    },
  });
  await door.wait(low.id, 25_000, never());
  assert.equal(ran[0], 'urgent');
  assert.ok(ran.indexOf('one') < 10, `after ${ran.indexOf('one')}`);
  assert.equal(ran.at(-1), 'low');
  assert.equal(ran.length, 203);
});

test('an owner who comes late is not behind those who came before in the same session', async ({ sides }) => {
  const door = await sides.door();
  const ran: string[] = [];
  const goOn = signalled();
  await sides.bench({
    concurrency: 1,
    evaluate: async (job) => {
      ran.push(job.submission.source ?? '');
      if (ran.length === 100) await goOn.promise;
      return echo(job);
    },
  });
  for (let job = 0; job < 300; job++) await door.post(jobOf('many'), mine);
  while (ran.length < 100) await door.status();
  const late = jobOf('late');
  await door.post(late, { owner: 'late', rank: 'grading' });
  goOn.settle();
  await door.wait(late.id, 25_000, never());
  assert.ok(ran.indexOf('late') < 120, `after ${ran.indexOf('late')}`);
});
