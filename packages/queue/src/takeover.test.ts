// Workers that are killed in the middle of a job: real processes, real SIGKILL.

import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AppError } from '@cellblock/contract';
import { answeringOf } from './answering.js';
import { echo, jobOf, never, sidesOf } from './bench-for-tests.js';
import { CallbackQueue } from './callback-queue.js';
import { DoorWatch } from './door-watch.js';
import { keysUnder } from './keys.js';
import { encodeOutcome } from './outcome-bytes.js';
import { PostedJobs } from './posted.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

let redis: RedisForTests;
before(async () => {
  redis = await startRedis();
});
after(() => redis.close());

const script = fileURLToPath(new URL('./killed-worker.js', import.meta.url));

/** Starts a worker that takes a job and hangs; resolves, with the time, once it has one and is killed. */
async function killInTheMiddle(prefix: string, isReady = async () => true): Promise<number> {
  const worker: ChildProcess = fork(script, [redis.url, prefix]);
  await once(worker, 'message');
  while (!(await isReady()));
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  return performance.now();
}

test('a killed worker’s job is taken over within 5 s', { timeout: 30_000 }, async () => {
  const sides = sidesOf(redis.url);
  const door = await sides.door();
  const job = jobOf();
  const answer = door.submit(job, never());
  const killedAt = await killInTheMiddle(sides.prefix);
  await sides.bench();
  assert.deepEqual(await answer, await echo(job));
  const took = performance.now() - killedAt;
  assert.ok(took < 5000, `took ${took} ms`);
  await sides.close();
});

test('a job that kills two workers is answered, not run a third time', { timeout: 60_000 }, async () => {
  const sides = sidesOf(redis.url);
  const door = await sides.door();
  const job = jobOf();
  const rejected = assert.rejects(door.submit(job, never()), (error) => {
    return error instanceof AppError && error.code === 'worker_failed';
  });
  await killInTheMiddle(sides.prefix);
  await killInTheMiddle(sides.prefix);
  const ran: string[] = [];
  await sides.bench({
    evaluate: async (job) => {
      ran.push(job.id);
      return echo(job);
    },
  });
  await rejected;
  assert.deepEqual(ran, []);
  await sides.close();
});

test('a killed worker’s posted job is taken over, and its events say so', { timeout: 60_000 }, async () => {
  const sides = sidesOf(redis.url);
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, { owner: 'me', rank: 'grading' });
  const heard: string[] = [];
  const hearing = (async () => {
    for await (const { event } of door.events(job.id, '0-0', never())) {
      heard.push('bytes' in event ? event.bytes.toString() : event.type);
    }
  })();
  const log = `${sides.prefix}:events:${job.id}`;
  await killInTheMiddle(sides.prefix, async () => (await redis.client.exists(log)) === 1);
  await sides.bench({
    evaluate: async (job, _signal, emit) => {
      emit?.({ type: 'stdout', bytes: Buffer.from('from the second') });
      return echo(job);
    },
  });
  await hearing;
  assert.deepEqual(heard, ['running', 'from the first', 'restarted', 'from the second', 'verdict']);
  assert.deepEqual(await door.outcome(job.id), await echo(job));
  await sides.close();
});

test('of a job whose worker was lost after its end, nothing is said to be restarted', async () => {
  const sides = sidesOf(redis.url);
  const keys = keysUnder(sides.prefix);
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, { owner: 'me', rank: 'grading' });
  const posted = new PostedJobs(redis.client, keys, new CallbackQueue(redis.client, keys, () => {}));
  await posted.complete(job.id, { keepMs: 60_000, hasCallback: false }, encodeOutcome(await echo(job)));
  const options = { redis: redis.client, keys, posted, doors: new DoorWatch(redis.client, keys) };
  const envelope = { rank: 'grading', turn: 0, keepMs: 60_000 } as const;
  const answering = answeringOf(options, { id: job.id, attemptsStarted: 2 }, envelope);
  assert.equal(await answering.isWanted(), false);
  await answering.calledOff();
  const heard: string[] = [];
  for await (const { event } of door.events(job.id, '0-0', never())) heard.push(event.type);
  assert.deepEqual(heard, ['verdict']);
  await sides.close();
});
