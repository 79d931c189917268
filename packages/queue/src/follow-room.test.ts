// A worker whose jobs do nothing takes more of them, and no more again when they go on.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { echo, jobOf, never, sidesOf, signalled } from './bench-for-tests.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

let redis: RedisForTests;
before(async () => {
  redis = await startRedis();
});
after(() => redis.close());

test('as many more jobs are in hand as are to be overlooked', { timeout: 30_000 }, async () => {
  const sides = sidesOf(redis.url);
  const room = { idle: 0 };
  const inHand: (() => void)[] = [];
  let ended = 0;
  await sides.bench({
    concurrency: 2,
    idle: () => room.idle,
    evaluate: async (job) => {
      const release = signalled();
      inHand.push(() => release.settle());
      await release.promise;
      ended += 1;
      return echo(job);
    },
  });
  const door = await sides.door();
  const until = async (holds: () => boolean) => {
    while (!holds()) await delay(5);
  };
  try {
    const jobs = Array.from({ length: 12 }, (_, index) => jobOf(`int n = ${index};`));
    const outcomes = jobs.map((job) => door.submit(job, never()));
    await until(() => inHand.length === 2);
    await delay(200);
    assert.equal(inHand.length, 2);
    // One by one and by leaps, while all hands are full.
    for (const idle of [1, 2, 5]) {
      room.idle = idle;
      await until(() => inHand.length === 2 + idle);
      await delay(200);
      assert.equal(inHand.length, 2 + idle);
    }
    // Those that end make room for none until there are two in hand.
    room.idle = 0;
    await delay(200);
    for (const release of inHand.splice(0, 5)) release();
    await until(() => ended === 5);
    await delay(200);
    assert.equal(inHand.length, 2);
    inHand.shift()?.();
    await until(() => inHand.length === 2);
    while (ended < jobs.length) {
      for (const release of inHand.splice(0)) release();
      await delay(5);
    }
    assert.deepEqual(await Promise.all(outcomes), await Promise.all(jobs.map(echo)));
  } finally {
    await sides.close();
  }
});
