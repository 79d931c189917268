import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AppError } from '@cellblock/contract';
import { type Entrance, openEntrance } from './entrance.js';
import { type Keyring, openKeyring } from './keyring.js';
import { openLossyWay } from './lossy-for-tests.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';
import type { Admission } from './turnstile.js';

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

describe('API keys', () => {
  let redis: RedisForTests;
  let keyring: Keyring;
  let entrance: Entrance;
  before(async () => {
    redis = await startRedis();
    const options = { redisUrl: redis.url, prefix: 'test' };
    keyring = openKeyring(options);
    entrance = openEntrance(options);
  });
  after(async () => {
    keyring.close();
    entrance.close();
    await redis.close();
  });

  const leave = (admission: Admission) => {
    assert.equal(admission.kind, 'in');
    if (admission.kind === 'in') admission.leave();
  };

  it('are made with defaults, and let in whoever has one', async () => {
    const { key, grant } = await keyring.create({ name: 'moodle' });
    assert.match(key, /^cb_[A-Za-z0-9_-]{43}$/);
    assert.equal(grant.rank, 'interactive');
    const admission = await entrance.admit({ key }, true);
    assert.equal(admission.kind, 'in');
    assert.ok(admission.kind === 'in');
    assert.deepEqual(admission.grant, grant);
    assert.equal(admission.rate.remaining, grant.ratePerMinute - 1);
    admission.leave();
  });

  it('are nowhere in Redis, only their hashes', async () => {
    const { key } = await keyring.create({ name: 'hidden' });
    const all = JSON.stringify([
      await redis.client.hgetall('test:grants'),
      await redis.client.hgetall('test:grant-names'),
    ]);
    assert.ok(all.includes('hidden'));
    assert.ok(!all.includes(key) && !all.includes(key.slice(3)));
  });

  it('are listed by name, shown and revoked', async () => {
    const { key, grant } = await keyring.create({ name: 'a-class', rank: 'grading', limits: { cpuMs: 500 } });
    assert.deepEqual(await keyring.show('a-class'), grant);
    const names = (await keyring.list()).map(({ name }) => name);
    assert.deepEqual(names, names.toSorted());
    assert.ok(names.includes('a-class'));
    leave(await entrance.admit({ key }, true));
    await keyring.revoke('a-class');
    assert.equal((await entrance.admit({ key }, true)).kind, 'unknown');
    await assert.rejects(keyring.show('a-class'), isCode('not_found'));
    await assert.rejects(keyring.revoke('a-class'), isCode('not_found'));
  });

  it('have names of their own, also when made at the same time', async () => {
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, () => keyring.create({ name: 'contested' })),
    );
    assert.equal(made.filter(({ status }) => status === 'fulfilled').length, 1);
    await assert.rejects(keyring.create({ name: 'contested' }), isCode('conflict'));
  });

  it('are told to who made them also where the reply is lost', async () => {
    const way = await openLossyWay(redis.url);
    const halved = openKeyring({ redisUrl: way.url, prefix: 'test' });
    await halved.list();
    way.lose(':1\r\n');
    const { key, grant } = await halved.create({ name: 'halved' });
    assert.equal(way.lost(), 1);
    assert.deepEqual(await keyring.show('halved'), grant);
    leave(await entrance.admit({ key }, true));
    await assert.rejects(keyring.create({ name: 'halved' }), isCode('conflict'));
    halved.close();
    way.close();
  });

  for (const [what, order] of [
    ['a name with spaces', { name: 'two words' }],
    ['a rate of none', { name: 'x', ratePerMinute: 0 }],
    ['a limit above the highest there is', { name: 'x', limits: { cpuMs: 1e9 } }],
    ['a date that is none', { name: 'x', expiresAt: 'tomorrow' }],
  ] as const) {
    it(`are not made with ${what}`, async () => {
      await assert.rejects(keyring.create(order), isCode('invalid_field'));
    });
  }

  it('let nobody in once they have expired', async () => {
    const expiresAt = new Date(Date.now() - 1000).toISOString();
    const { key } = await keyring.create({ name: 'old', expiresAt });
    assert.equal((await entrance.admit({ key }, true)).kind, 'expired');
  });

  it('let nobody in that does not have one', async () => {
    assert.equal((await entrance.admit({ key: `cb_${'A'.repeat(43)}` }, true)).kind, 'unknown');
  });

  it('allow a minute of requests at once and then refuse, saying when to come again', async () => {
    const { key } = await keyring.create({ name: 'slow', ratePerMinute: 3 });
    for (const remaining of [2, 1, 0]) {
      const admission = await entrance.admit({ key }, false);
      assert.ok(admission.kind === 'in');
      assert.equal(admission.rate.remaining, remaining);
    }
    const refused = await entrance.admit({ key }, false);
    assert.ok(refused.kind === 'rate');
    assert.ok(refused.retryInMs > 0 && refused.retryInMs <= 20_000, String(refused.retryInMs));
    assert.deepEqual([refused.rate.perMinute, refused.rate.remaining], [3, 0]);
  });

  it('refill their rate evenly', async () => {
    const { key, grant } = await keyring.create({ name: 'refilled', ratePerMinute: 2 });
    for (let each = 0; each < 2; each += 1) await entrance.admit({ key }, false);
    // As if a little over half a minute had passed: the bucket would be full so much sooner.
    const full = Number(await redis.client.get(`test:rate:${grant.id}`));
    await redis.client.set(`test:rate:${grant.id}`, String(full - 31_000));
    assert.equal((await entrance.admit({ key }, false)).kind, 'in');
    assert.equal((await entrance.admit({ key }, false)).kind, 'rate');
  });

  it('allow so many requests at once, and another when one is over', async () => {
    const { key, grant } = await keyring.create({ name: 'narrow', concurrency: 2 });
    const [first, second] = [await entrance.admit({ key }, true), await entrance.admit({ key }, true)];
    assert.equal((await entrance.admit({ key }, true)).kind, 'concurrency');
    leave(await entrance.admit({ key }, false));
    leave(first);
    leave(await entrance.admit({ key }, true));
    leave(second);
    assert.equal(await redis.client.zcard(`test:places:${grant.id}`), 0);
  });

  it('get back the places of a process that died', async () => {
    const { key, grant } = await keyring.create({ name: 'orphaned', concurrency: 1 });
    await redis.client.zadd(`test:places:${grant.id}`, Date.now() - 1, 'of a dead process');
    leave(await entrance.admit({ key }, true));
  });

  it('don’t share their rate with callers who have none', async () => {
    const visitor = { owner: 'address:192.0.2.1', ratePerMinute: 1 };
    assert.equal((await entrance.admit(visitor, true)).kind, 'in');
    assert.equal((await entrance.admit(visitor, true)).kind, 'rate');
    const other = { owner: 'address:192.0.2.2', ratePerMinute: 1 };
    assert.equal((await entrance.admit(other, true)).kind, 'in');
  });
});

describe('while Redis does not answer', () => {
  it('nobody with a key comes in, and no key is made', async () => {
    const redis = await startRedis();
    const options = { redisUrl: redis.url, prefix: 'test' };
    const keyring = openKeyring(options);
    const entrance = openEntrance(options);
    try {
      const { key } = await keyring.create({ name: 'one' });
      redis.pause();
      await assert.rejects(entrance.admit({ key }, true), isCode('queue_unavailable'));
      await assert.rejects(keyring.list(), isCode('queue_unavailable'));
    } finally {
      redis.resume();
      keyring.close();
      entrance.close();
      await redis.close();
    }
  });
});
