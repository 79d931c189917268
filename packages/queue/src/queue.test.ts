// Both sides of the queue together, on a real Redis that behaves.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type Chunk, type ErrorCode } from '@cellblock/contract';
import { echo, jobOf, never, outcomeOf, signalled, statusOf } from './bench-for-tests.js';
import { type QueueOfTest, queuePerTest } from './queue-for-tests.js';

const test = queuePerTest({ timeoutMs: 20_000 });

const isError = (code: ErrorCode) => (error: unknown) => error instanceof AppError && error.code === code;
const left = ({ redis, sides }: QueueOfTest, pattern: string) =>
  redis.client.keys(`${sides.prefix}:${pattern}`);
const stdout = (bytes: Buffer): Chunk => ({ stream: 'stdout', bytes });
const stderr = (bytes: Buffer): Chunk => ({ stream: 'stderr', bytes });
const noise = (length: number, seed: number) =>
  Buffer.alloc(length, Buffer.from([0, 255, 10, 192, seed, 0, 128]));

test('a job is evaluated and its outcome comes back', async ({ sides }) => {
  await sides.bench();
  const door = await sides.door();
  const job = jobOf('int main(void) { return 7; }');
  assert.deepEqual(await door.submit(job, never()), await echo(job));
});

test('many jobs at once each get their own outcome', async ({ sides }) => {
  await sides.bench();
  const door = await sides.door();
  const jobs = Array.from({ length: 300 }, (_, index) => jobOf(`int n = ${index};`));
  const outcomes = await Promise.all(jobs.map((job) => door.submit(job, never())));
  assert.deepEqual(outcomes, await Promise.all(jobs.map(echo)));
});

test('two API processes get only their own outcomes', async ({ sides }) => {
  await sides.bench();
  const doors = await Promise.all([sides.door(), sides.door()]);
  const jobs = Array.from({ length: 50 }, (_, index) => jobOf(`int n = ${index};`));
  const outcomes = await Promise.all(
    jobs.flatMap((job, index) => doors[index % 2]?.submit(job, never()) ?? []),
  );
  assert.deepEqual(outcomes, await Promise.all(jobs.map(echo)));
});

test('large input and the largest output come back byte for byte and leave nothing behind', async (queue) => {
  const { sides } = queue;
  const seen: number[] = [];
  await sides.bench({
    evaluate: async ({ id, submission }) => {
      seen.push(submission.stdin.length);
      const [out, err] = [noise(16 << 20, 1), noise(16 << 20, 2)];
      return outcomeOf(id, [stdout(out), stderr(err)], [noise(5 << 20, 3), Buffer.alloc(0), noise(9, 4)]);
    },
  });
  const door = await sides.door();
  const job = jobOf('int main(void) { return 0; }', { stdin: 'é'.repeat(4 << 20) });
  const { chunks, outputs } = await door.submit(job, never());
  assert.deepEqual(seen, [4 << 20]);
  assert.deepEqual(
    chunks.map((chunk) => chunk.stream),
    ['stdout', 'stderr'],
  );
  assert.ok(chunks[0]?.bytes.equals(noise(16 << 20, 1)));
  assert.ok(chunks[1]?.bytes.equals(noise(16 << 20, 2)));
  assert.ok(outputs[0]?.equals(noise(5 << 20, 3)));
  assert.deepEqual(outputs.slice(1), [Buffer.alloc(0), noise(9, 4)]);
  assert.deepEqual([...(await left(queue, 'payload:*')), ...(await left(queue, 'body:*'))], []);
});

test('an evaluation that throws is answered, not left hanging', async ({ sides }) => {
  await sides.bench({ evaluate: () => Promise.reject(new Error('broken')) });
  const door = await sides.door();
  await assert.rejects(door.submit(jobOf(), never()), isError('worker_failed'));
});

test('a refusal by the evaluation reaches the submitter with code, field and message', async ({ sides }) => {
  const refusal = new AppError('invalid_field', {
    field: 'compiler.name',
    message: 'there is no clang here',
  });
  await sides.bench({ evaluate: () => Promise.reject(refusal) });
  const door = await sides.door();
  const { name, code, field, message } = refusal;
  await assert.rejects(door.submit(jobOf(), never()), { name, code, field, message });
});

test('an outcome that does not fit its head is answered with an error', async ({ sides }) => {
  await sides.bench({
    evaluate: async ({ id }) => ({ ...outcomeOf(id, [], [Buffer.from('abc')]), outputs: [] }),
  });
  const door = await sides.door();
  await assert.rejects(door.submit(jobOf(), never()), isError('worker_failed'));
});

test('a second answer to a job is dropped', async (queue) => {
  const { redis, sides } = queue;
  await sides.bench();
  const door = await sides.door();
  const [first, second] = [jobOf('first'), jobOf('second')];
  const done = await door.submit(first, never());
  const [stream = ''] = await left(queue, 'replies:*');
  const [[, fields] = ['', []]] = await redis.client.xrangeBuffer(stream, '-', '+');
  await redis.client.xadd(stream, '*', ...fields);
  assert.deepEqual(await door.submit(second, never()), await echo(second));
  assert.deepEqual(done, await echo(first));
});

test('what lies beside an answer that nobody waits for is deleted', async (queue) => {
  const { redis, sides } = queue;
  await sides.bench();
  const door = await sides.door();
  await door.submit(jobOf(), never());
  const [stream = ''] = await left(queue, 'replies:*');
  const beside = `${sides.prefix}:body:late`;
  await redis.client.hset(beside, 0, noise(100_000, 1));
  const late = { kind: 'outcome', id: 'late', head: '{}', segments: 0, parts: 1, beside };
  await redis.client.xadd(stream, '*', ...Object.entries(late).flat());
  while ((await redis.client.exists(beside)) === 1);
});

test('an entry that is no reply does not stop the reading', async (queue) => {
  const { redis, sides } = queue;
  const troubles: string[] = [];
  await sides.bench();
  const door = await sides.door({ onTrouble: (error) => void troubles.push(error.message) });
  await door.submit(jobOf(), never());
  const [stream = ''] = await left(queue, 'replies:*');
  await redis.client.xadd(stream, '*', 'kind', 'nonsense');
  assert.equal((await door.submit(jobOf(), never())).head.verdict, 'ok');
  assert.deepEqual(troubles, ['a reply was not understood']);
});

test('a waiting job whose client hangs up is never run', async (queue) => {
  const { sides } = queue;
  const door = await sides.door();
  const hangUp = new AbortController();
  const [withdrawn, kept] = [jobOf('withdrawn', { stdin: 'x'.repeat(100_000) }), jobOf('kept')];
  const rejected = assert.rejects(door.submit(withdrawn, hangUp.signal), /hung up/);
  const answer = door.submit(kept, never());
  while ((await door.status()).waiting < 2);
  assert.deepEqual(await left(queue, 'payload:*'), [`${sides.prefix}:payload:${withdrawn.id}`]);
  hangUp.abort(new Error('hung up'));
  await rejected;
  while ((await door.status()).waiting > 1);
  const ran: string[] = [];
  await sides.bench({
    evaluate: async (job) => {
      ran.push(job.submission.source ?? '');
      return echo(job);
    },
  });
  await answer;
  assert.deepEqual(ran, ['kept']);
  assert.deepEqual(await left(queue, 'payload:*'), []);
});

test('a running job whose client hangs up is called off within 100 ms', async ({ sides }) => {
  const [started, stopped] = [signalled(), signalled<number>()];
  await sides.bench({
    evaluate: async (job, signal) => {
      signal.addEventListener('abort', () => stopped.settle(performance.now()));
      started.settle();
      await stopped.promise;
      return echo(job);
    },
  });
  const door = await sides.door();
  const hangUp = new AbortController();
  const rejected = assert.rejects(door.submit(jobOf(), hangUp.signal), { name: 'AbortError' });
  await started.promise;
  const at = performance.now();
  hangUp.abort();
  await rejected;
  assert.ok((await stopped.promise) - at < 100);
  while ((await door.status()).active > 0);
});

test('without a worker a job is withdrawn in time and not run later', async ({ sides }) => {
  const door = await sides.door({ noWorkerWaitMs: 200 });
  const at = performance.now();
  await assert.rejects(door.submit(jobOf(), never()), isError('no_worker'));
  const waited = performance.now() - at;
  assert.ok(waited >= 200 && waited < 600, `waited ${waited} ms`);
  while ((await door.status()).waiting > 0);
});

test('with a worker alive but busy a job waits on', async ({ sides }) => {
  const release = signalled();
  await sides.bench({ concurrency: 1, evaluate: (job) => release.promise.then(() => echo(job)) });
  const door = await sides.door({ noWorkerWaitMs: 100 });
  while ((await door.status()).workers.length === 0);
  const jobs = [jobOf('a'), jobOf('b')];
  const answers = Promise.all(jobs.map((job) => door.submit(job, never())));
  await assert.doesNotReject(Promise.race([answers, delay(500)]));
  release.settle();
  assert.deepEqual(await answers, await Promise.all(jobs.map(echo)));
});

test('a full queue refuses at the door and takes jobs again once it is drained', async ({ sides }) => {
  const door = await sides.door({ queueLimit: 10 });
  const submitted = Array.from({ length: 25 }, () => door.submit(jobOf(), never()));
  const refused = submitted.slice(10).map((answer) => assert.rejects(answer, isError('queue_full')));
  await Promise.all(refused);
  assert.equal((await door.status()).waiting, 10);
  await sides.bench();
  await Promise.all(submitted.slice(0, 10));
  await door.submit(jobOf(), never());
});

test('one owner fills half of a queue, and others still get in', async ({ sides }) => {
  const door = await sides.door({ queueLimit: 20 });
  const submit = (owner: string, signal = never()) =>
    door.submit(jobOf(), signal, { owner, rank: 'interactive' });
  const leaving = new AbortController();
  const greedy = Array.from({ length: 15 }, () => submit('key:greedy', leaving.signal));
  await Promise.all(
    greedy.slice(10).map((answer) => assert.rejects(answer, { code: 'queue_full', message: /your jobs/ })),
  );
  const others = Array.from({ length: 10 }, (_, index) => submit(`key:${index}`));
  await assert.rejects(submit('key:late'), { code: 'queue_full', message: /too many jobs/ });
  assert.equal((await door.status()).waiting, 20);
  const gone = greedy.slice(0, 10).map((answer) => assert.rejects(answer, { name: 'AbortError' }));
  leaving.abort();
  await Promise.all(gone);
  await sides.bench();
  await Promise.all(others);
  // What was withdrawn waits no longer.
  await submit('key:greedy');
});

test('who has withdrawn half of a queue gets in again, also while others fill half', async ({ sides }) => {
  const door = await sides.door({ queueLimit: 20 });
  const submit = (owner: string, signal = never()) =>
    door.submit(jobOf(), signal, { owner, rank: 'interactive' });
  const others = Array.from({ length: 10 }, (_, index) => submit(`key:${index}`));
  while ((await door.status()).waiting < 10);
  for (let burst = 0; burst < 5; burst++) {
    const leaving = new AbortController();
    const left = Array.from({ length: 9 }, () =>
      assert.rejects(submit('key:hasty', leaving.signal), { name: 'AbortError' }),
    );
    while (burst > 2 && (await door.status()).waiting < 19);
    leaving.abort();
    await Promise.all(left);
  }
  const stayed = submit('key:hasty');
  await sides.bench();
  await Promise.all([stayed, ...others]);
});

test('two API processes share the bound, but for a few', async ({ sides }) => {
  const [one, other] = [await sides.door({ queueLimit: 50 }), await sides.door({ queueLimit: 50 })];
  const accepted = Array.from({ length: 50 }, () => one.submit(jobOf(), never()));
  while ((await one.status()).waiting < 50);
  const pressed = Array.from({ length: 50 }, () => other.submit(jobOf(), never()));
  const refusals = pressed.map((answer) => answer.then(() => false, isError('queue_full')));
  await Promise.race(refusals);
  await sides.bench();
  await Promise.all(accepted);
  const refused = (await Promise.all(refusals)).filter((isRefusal) => isRefusal).length;
  assert.ok(refused >= 34, `${refused} refused of 50`);
});

test('the same id twice at once is a conflict', async ({ sides }) => {
  await sides.bench();
  const door = await sides.door();
  const job = jobOf();
  const first = door.submit(job, never());
  await assert.rejects(door.submit(job, never()), isError('conflict'));
  assert.deepEqual(await first, await echo(job));
});

test('the status names the living workers and counts jobs', async ({ sides }) => {
  const release = signalled();
  const started = signalled();
  await sides.bench({
    concurrency: 1,
    status: () => statusOf('w1'),
    evaluate: (job) => {
      started.settle();
      return release.promise.then(() => echo(job));
    },
  });
  const door = await sides.door();
  const answers = [door.submit(jobOf(), never()), door.submit(jobOf(), never())];
  await started.promise;
  while ((await door.status()).waiting !== 1);
  assert.deepEqual(await door.status(), {
    reachable: true,
    lack: null,
    waiting: 1,
    active: 1,
    held: { bytes: 0, maximumBytes: 2 ** 30 },
    workers: [statusOf('w1')],
  });
  release.settle();
  await Promise.all(answers);
});

test('a bench that closes finishes what runs, and is then no longer alive', async ({ sides }) => {
  const [started, release] = [signalled(), signalled()];
  const bench = await sides.bench({
    evaluate: (job) => {
      started.settle();
      return release.promise.then(() => echo(job));
    },
  });
  const door = await sides.door();
  const job = jobOf();
  const answer = door.submit(job, never());
  await started.promise;
  const closed = bench.close();
  release.settle();
  assert.deepEqual(await answer, await echo(job));
  await closed;
  assert.deepEqual((await door.status()).workers, []);
});

test('a door that closes gives up what it waits for and withdraws it', async ({ redis, sides }) => {
  const door = await sides.door();
  const rejected = assert.rejects(door.submit(jobOf(), never()), isError('shutting_down'));
  while ((await door.status()).waiting < 1);
  await door.close();
  await rejected;
  await assert.rejects(door.submit(jobOf(), never()), isError('shutting_down'));
  assert.equal(await redis.client.zcard(`${sides.prefix}:jobs:prioritized`), 0);
});

test('a job of an API process that died is not run', async ({ redis, sides }) => {
  const door = await sides.door();
  const job = jobOf('orphan');
  door.submit(job, never()).catch(() => {});
  while ((await door.status()).waiting < 1);
  const orphan = JSON.stringify({ door: 'dead', rank: 'interactive', turn: 0, job });
  await redis.client.hset(`${sides.prefix}:jobs:${job.id}`, 'data', orphan);
  const ran: string[] = [];
  await sides.bench({
    evaluate: async (job) => {
      ran.push(job.submission.source ?? '');
      return echo(job);
    },
  });
  while ((await redis.client.exists(`${sides.prefix}:jobs:${job.id}`)) === 1) await delay(50);
  assert.deepEqual(ran, []);
});
