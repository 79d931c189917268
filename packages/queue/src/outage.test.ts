// Redis hangs, dies, comes back; connections are cut. Each test has a server of its own to maltreat.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type Outcome } from '@cellblock/contract';
import { echo, jobOf, never, outcomeOf, type Side, sidesOf, signalled } from './bench-for-tests.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

const isUnavailable = (error: unknown) => error instanceof AppError && error.code === 'queue_unavailable';

function outage(title: string, body: (redis: RedisForTests, sides: Side) => Promise<void>) {
  test(title, { timeout: 60_000 }, async () => {
    const redis = await startRedis();
    const sides = sidesOf(redis.url);
    try {
      await body(redis, sides);
    } finally {
      redis.resume();
      await Promise.race([sides.close(), delay(5000)]);
      await redis.close();
    }
  });
}

async function refusedWithin(ms: number, answer: Promise<Outcome>): Promise<void> {
  const at = performance.now();
  await assert.rejects(answer, isUnavailable);
  const took = performance.now() - at;
  assert.ok(took < ms, `took ${took} ms`);
}

outage(
  'a hung Redis is a refusal within about a second, and the job is not run later',
  async (redis, sides) => {
    const ran: string[] = [];
    const evaluate = async (job: Parameters<typeof echo>[0]) => {
      ran.push(job.submission.source ?? '');
      return echo(job);
    };
    const door = await sides.door();
    redis.pause();
    await refusedWithin(1500, door.submit(jobOf('refused'), never()));
    assert.equal((await door.status()).reachable, false);
    redis.resume();
    while (!(await door.status()).reachable);
    await sides.bench({ evaluate });
    await door.submit(jobOf('later'), never());
    assert.deepEqual(ran, ['later']);
  },
);

outage(
  'a Redis that is gone is a refusal within about a second, and recovery is by itself',
  async (redis, sides) => {
    await sides.bench();
    const door = await sides.door();
    await door.submit(jobOf(), never());
    await redis.kill();
    await Promise.all([1, 2, 3].map(() => refusedWithin(1500, door.submit(jobOf(), never()))));
    const held = { bytes: 0, maximumBytes: 2 ** 30 };
    assert.deepEqual(await door.status(), {
      ...{ reachable: false, lack: null, waiting: 0, active: 0 },
      ...{ held, workers: [] },
    });
    await redis.start();
    while (!(await door.status()).reachable) await delay(20);
    const job = jobOf();
    assert.deepEqual(await door.submit(job, never()), await echo(job));
  },
);

outage('a door and a bench opened before there is a Redis work once there is one', async (redis, sides) => {
  await redis.kill();
  const door = await sides.door();
  await sides.bench();
  await refusedWithin(1500, door.submit(jobOf(), never()));
  await redis.start();
  while ((await door.status()).workers.length === 0) await delay(20);
  const job = jobOf();
  assert.deepEqual(await door.submit(job, never()), await echo(job));
});

for (const downMs of [0, 5000]) {
  outage(`jobs in flight survive a restart of Redis that takes ${downMs} ms`, async (redis, sides) => {
    const release = signalled();
    const ran: string[] = [];
    await sides.bench({
      concurrency: 2,
      evaluate: async (job) => {
        ran.push(job.id);
        await release.promise;
        return echo(job);
      },
    });
    const door = await sides.door();
    const jobs = Array.from({ length: 6 }, (_, index) => jobOf(`int n = ${index};`));
    const answers = Promise.all(jobs.map((job) => door.submit(job, never())));
    while ((await door.status()).active < 2);
    await redis.kill();
    await delay(downMs);
    release.settle();
    await redis.start();
    assert.deepEqual(await answers, await Promise.all(jobs.map(echo)));
    while ((await door.status()).active > 0) await delay(20);
    assert.deepEqual(ran.sort(), jobs.map((job) => job.id).sort());
  });
}

outage('a bench that is closed while Redis is away does not wait for it', async (redis, sides) => {
  const release = signalled();
  const bench = await sides.bench({ evaluate: (job) => release.promise.then(() => echo(job)) });
  const door = await sides.door();
  const answer = door.submit(jobOf(), never());
  answer.catch(() => {});
  while ((await door.status()).active < 1);
  await redis.kill();
  release.settle();
  const began = performance.now();
  await bench.close();
  const ms = performance.now() - began;
  assert.ok(ms < 15_000, `closed after ${ms} ms`);
});

outage('jobs that a restarted Redis has lost are answered', async (redis, sides) => {
  const release = signalled();
  await sides.bench({ evaluate: (job) => release.promise.then(() => echo(job)) });
  const door = await sides.door();
  const answer = door.submit(jobOf(), never());
  while ((await door.status()).active < 1);
  await redis.client.flushall();
  await assert.rejects(answer, (error) => error instanceof AppError && error.code === 'worker_failed');
  release.settle();
});

outage('a cancel that the worker did not hear is found in Redis', async (redis, sides) => {
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
  await door.post(job, { owner: 'me', rank: 'grading' });
  await started.promise;
  // As if it had been published while the worker's subscription was cut.
  await redis.client.set(`${sides.prefix}:cancelled:${job.id}`, '');
  await stopped.promise;
});

outage('a restart of Redis loses neither posted jobs nor what happened to them', async (redis, sides) => {
  const release = signalled();
  await sides.bench({
    concurrency: 2,
    evaluate: async (job, _signal, emit) => {
      emit?.({ type: 'running' });
      emit?.({ type: 'stdout', bytes: Buffer.from('before ') });
      await release.promise;
      emit?.({ type: 'stdout', bytes: Buffer.from('after') });
      return echo(job);
    },
  });
  const door = await sides.door();
  const jobs = Array.from({ length: 6 }, (_, index) => jobOf(`int n = ${index};`));
  for (const job of jobs) await door.post(job, { owner: 'me', rank: 'grading' });
  const heard = jobs.map(async (job) => {
    let text = '';
    let last = '';
    for await (const { event } of door.events(job.id, null, never())) {
      if (event.type === 'restarted') text = '';
      if ('bytes' in event) text += event.bytes.toString();
      last = event.type;
    }
    return [text, last];
  });
  while ((await door.status()).active < 2);
  await redis.kill();
  release.settle();
  await redis.start();
  assert.deepEqual(
    await Promise.all(heard),
    jobs.map(() => ['before after', 'verdict']),
  );
  for (const job of jobs) assert.deepEqual(await door.outcome(job.id), await echo(job));
});

outage(
  'a posted job whose end is lost with the last of what Redis knew is run again',
  async (redis, sides) => {
    const door = await sides.door();
    const job = jobOf();
    await door.post(job, { owner: 'me', rank: 'grading' });
    const names = await redis.client.keys(`${sides.prefix}:*`);
    const dumps = await Promise.all(names.map((name) => redis.client.dumpBuffer(name)));
    await sides.bench();
    assert.equal((await door.wait(job.id, 10_000, never()))?.state, 'done');
    // As a replica that takes over knows it, which had not heard of the end yet.
    const takeover = redis.client.multi().flushall();
    for (const [index, name] of names.entries()) takeover.restore(name, 0, dumps[index] ?? '');
    await takeover.exec();
    assert.equal((await door.wait(job.id, 20_000, never()))?.state, 'done');
  },
);

outage('connections cut again and again lose no answer', async (redis, sides) => {
  const large = Buffer.from(
    Array.from({ length: 9 }, (_, index) => 'x'.repeat(index) + 'y'.repeat(1 << 20)).join(''),
  );
  await sides.bench({
    concurrency: 8,
    evaluate: async ({ id, submission }) => {
      await delay(2);
      const bytes = submission.source === 'large' ? large : Buffer.from(id);
      return outcomeOf(id, [{ stream: 'stdout', bytes }]);
    },
  });
  const door = await sides.door();
  const cut = async () => {
    for (let times = 0; times < 20; times++) {
      await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await redis.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await delay(50);
    }
  };
  const cuts = cut();
  const answers: Outcome[] = [];
  const client = async (name: number) => {
    for (let turn = 0; turn < 40; turn++) {
      const job = jobOf((name + turn) % 10 === 0 ? 'large' : 'small');
      const outcome = await door.submit(job, never());
      const expected = job.submission.source === 'large' ? large : Buffer.from(job.id);
      assert.ok(outcome.chunks[0]?.bytes.equals(expected));
      answers.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, name) => client(name)));
  await cuts;
  assert.equal(answers.length, 400);
});

outage('what was answered outlives a Redis that is killed while its disk is slow', async (redis) => {
  await redis.slowDisk(5000);
  const answered: string[] = [];
  // Longer than a second, after which a sync may be under way.
  for (const end = performance.now() + 2500; performance.now() < end; await delay(20)) {
    const name = `answered-${answered.length}`;
    await redis.client.set(name, 'x');
    answered.push(name);
  }
  await redis.kill();
  await redis.start();
  assert.equal(await redis.client.exists(...answered), answered.length);
});
