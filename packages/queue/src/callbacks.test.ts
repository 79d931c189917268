// Calls at the end of posted jobs: on a real Redis that is killed, with tellers that fail.

import assert from 'node:assert/strict';
import test from 'node:test';
import { echo, jobOf, never, sidesOf, signalled } from './bench-for-tests.js';
import { CallbackQueue } from './callback-queue.js';
import { type EndedJob, openCallbacks, silenceMs } from './callbacks.js';
import { keysUnder } from './keys.js';
import { startRedis } from './redis-for-tests.js';

const callback = { url: 'https://example.org/told', secret: 'a secret of sixteen' };
const mine = { owner: 'me', rank: 'grading', callback } as const;
const quiet = () => {};

type Told = EndedJob['job'];

/** A queue of its own; `callbacks` opens a teller that notes whom it told. */
async function arena() {
  const redis = await startRedis();
  const sides = sidesOf(redis.url);
  const opened: { close(): Promise<void> }[] = [];
  const failures: Error[] = [];
  const callbacks = (tell: (ended: EndedJob) => Promise<void>, retryMs = 50) => {
    const one = openCallbacks({
      redisUrl: redis.url,
      prefix: sides.prefix,
      tell,
      onFailure: (_id, error) => void failures.push(error),
      retryMs,
    });
    opened.push(one);
    return one;
  };
  const close = async () => {
    for (const one of opened) await one.close();
    await sides.close();
    await redis.close();
  };
  return { redis, sides, callbacks, failures, close };
}

const limits = { timeout: 60_000 };

test('who asked for it is told once, with job, outcome and callback', limits, async () => {
  const { sides, callbacks, redis, close } = await arena();
  const told: EndedJob[] = [];
  const done = signalled();
  callbacks(async (ended) => {
    told.push(ended);
    done.settle();
  });
  const door = await sides.door();
  const job = jobOf('hello');
  const silent = jobOf('nobody is told of this');
  await door.post(silent, { owner: 'me', rank: 'interactive' });
  await door.post(job, mine);
  await sides.bench();
  await done.promise;
  while ((await redis.client.exists(`${sides.prefix}:callbacks:${job.id}`)) === 1);
  assert.equal(told.length, 1);
  assert.deepEqual(told[0]?.callback, callback);
  assert.deepEqual(told[0]?.outcome, await echo(job));
  assert.deepEqual([told[0]?.job.id, told[0]?.job.state], [job.id, 'done']);
  await close();
});

test('also of a job that was cancelled', limits, async () => {
  const { sides, callbacks, close } = await arena();
  const done = signalled<Told>();
  callbacks(async ({ job }) => done.settle(job));
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  await door.cancel(job.id);
  assert.equal((await done.promise).state, 'cancelled');
  await close();
});

test('and once, though the worker that ran it notices when that is told already', limits, async () => {
  const { redis, sides, callbacks, close } = await arena();
  const told: string[] = [];
  callbacks(async ({ job }) => void told.push(job.id));
  const door = await sides.door();
  const [running, noticed] = [signalled(), signalled()];
  const bench = await sides.bench({
    evaluate: async (_job, signal) => {
      running.settle();
      await noticed.promise;
      signal.throwIfAborted();
      throw new Error('not called off');
    },
  });
  const isToBeTold = async (id: string) =>
    (await redis.client.exists(`${sides.prefix}:callbacks:${id}`)) === 1;
  const job = jobOf();
  await door.post(job, mine);
  await running.promise;
  await door.cancel(job.id);
  while ((await isToBeTold(job.id)) || told.length === 0);
  noticed.settle();
  await bench.close();
  const next = jobOf();
  await door.post(next, mine);
  await door.cancel(next.id);
  while ((await isToBeTold(job.id)) || !told.includes(next.id));
  assert.deepEqual(told, [job.id, next.id]);
  await close();
});

test('a call that comes a moment before the end waits for it, and that is no failure', limits, async () => {
  const { redis, sides, callbacks, failures, close } = await arena();
  const done = signalled<Told>();
  callbacks(async ({ job }) => done.settle(job));
  const door = await sides.door();
  const job = jobOf();
  await door.post(job, mine);
  const early = new CallbackQueue(redis.client, keysUnder(sides.prefix), quiet);
  await early.add(job.id);
  const isTaken = async () => (await redis.client.llen(`${sides.prefix}:callbacks:active`)) > 0;
  while (failures.length === 0 && !(await isTaken()));
  await door.cancel(job.id);
  assert.equal((await done.promise).state, 'cancelled');
  assert.deepEqual(failures, []);
  await early.close();
  await close();
});

test('a call that fails is made again until it succeeds', limits, async () => {
  const { sides, callbacks, close } = await arena();
  let tries = 0;
  const done = signalled();
  callbacks(async () => {
    tries++;
    if (tries < 4) throw new Error('answered with 500');
    done.settle();
  });
  const door = await sides.door();
  await sides.bench();
  await door.post(jobOf(), mine);
  await done.promise;
  assert.equal(tries, 4);
  await close();
});

test(
  'a call is tried no more often than its addressee allows, and its job’s note is told',
  limits,
  async () => {
    const { sides, callbacks, redis, close } = await arena();
    const notes: unknown[] = [];
    callbacks(async ({ note }) => {
      notes.push(note);
      throw new Error('no route');
    });
    const door = await sides.door();
    await sides.bench();
    const job = jobOf();
    await door.post(job, { ...mine, callback: { url: callback.url, tries: 3 }, note: 'remember' });
    while ((await redis.client.zscore(`${sides.prefix}:callbacks:failed`, job.id)) === null);
    assert.deepEqual(notes, ['remember', 'remember', 'remember']);
    await close();
  },
);

test(
  'while calls wait for another try, no read blocks for as long as a lost Redis is silent',
  limits,
  async () => {
    const { redis, sides, callbacks, close } = await arena();
    const monitor = await redis.client.monitor();
    const blocked = new Promise<number>((resolve) => {
      monitor.on('monitor', (_time: string, [command, key, seconds]: string[]) => {
        const isLong = Number(seconds) > 5;
        if (command === 'bzpopmin' && key?.includes(':callbacks:') && isLong) resolve(Number(seconds));
      });
    });
    callbacks(async () => {
      throw new Error('no route');
    }, 3_600_000);
    const door = await sides.door();
    await sides.bench();
    await door.post(jobOf(), mine);
    const blockedMs = (await blocked) * 1000;
    assert.ok(blockedMs <= silenceMs / 2, `${blockedMs} ms`);
    monitor.disconnect();
    await close();
  },
);

test('neither a killed Redis nor a lost teller loses a call', limits, async () => {
  const { redis, sides, callbacks, close } = await arena();
  const door = await sides.door();
  await sides.bench();
  const jobs = Array.from({ length: 10 }, () => jobOf());
  for (const job of jobs) await door.post(job, mine);
  for (const job of jobs) await door.wait(job.id, 20_000, never());
  const failed = signalled();
  const lost = callbacks(async () => {
    failed.settle();
    throw new Error('no route');
  });
  await failed.promise;
  await redis.kill();
  await redis.start();
  await lost.close();
  const told = new Set<string>();
  const all = signalled();
  callbacks(async ({ job }) => {
    told.add(job.id);
    if (told.size === jobs.length) all.settle();
  });
  await all.promise;
  assert.deepEqual([...told].sort(), jobs.map(({ id }) => id).sort());
  await close();
});
