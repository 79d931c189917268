import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Entrance, openEntrance } from './entrance.js';
import { openLossyWay } from './lossy-for-tests.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

describe('answers that are kept', () => {
  let redis: RedisForTests;
  let here: Entrance;
  let elsewhere: Entrance;
  before(async () => {
    redis = await startRedis();
    here = openEntrance({ redisUrl: redis.url, prefix: 'test' });
    elsewhere = openEntrance({ redisUrl: redis.url, prefix: 'test' });
  });
  after(async () => {
    here.close();
    elsewhere.close();
    await redis.close();
  });

  const first = async (name: string) => {
    const found = await here.reserve(name, 'request', 60_000, 'me');
    return found.kind === 'first' ? found : assert.fail(found.kind);
  };
  const answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from([0, 255, 10]) };

  it('are given again, byte for byte, by every process', async () => {
    const { keep } = await first('one');
    assert.equal((await elsewhere.reserve('one', 'request', 60_000, 'me')).kind, 'pending');
    await keep(answer);
    assert.deepEqual(await elsewhere.reserve('one', 'request', 60_000, 'me'), { kind: 'answered', answer });
  });

  it('are not given to another request, before or after', async () => {
    const { keep } = await first('two');
    assert.equal((await elsewhere.reserve('two', 'other', 60_000, 'me')).kind, 'different');
    await keep(answer);
    assert.equal((await elsewhere.reserve('two', 'other', 60_000, 'me')).kind, 'different');
  });

  it('are told where they were too long', async () => {
    const { keep } = await first('three');
    await keep({ ...answer, body: null });
    const found = await here.reserve('three', 'request', 60_000, 'me');
    assert.ok(found.kind === 'answered' && found.answer.body === null);
  });

  it('are kept without their bodies where those of one caller, or of all, take too much', async () => {
    const MiB = 1024 * 1024;
    const bodyOf = async (owner: string) => {
      const given = [`full-${owner}`, 'request', 60_000, owner] as const;
      const found = await here.reserve(...given);
      if (found.kind === 'first') await found.keep(answer);
      const again = await elsewhere.reserve(...given);
      return again.kind === 'answered' ? again.answer.body : assert.fail(again.kind);
    };
    await redis.client.hset('test:answer-sums', { all: 128 * MiB, 'of one': 128 * MiB });
    assert.deepEqual([await bodyOf('one'), await bodyOf('other')], [null, answer.body]);
    await redis.client.hset('test:answer-sums', { all: 256 * MiB });
    assert.equal(await bodyOf('third'), null);
    await redis.client.unlink('test:answer-sums', 'test:answer-sizes', 'test:answers-until');
  });

  it('are counted for as long as they are kept, and once', async () => {
    const { keep } = await first('counted');
    await keep(answer);
    await keep(answer);
    const sums = await redis.client.hgetall('test:answer-sums');
    assert.deepEqual(sums, { all: String(2048 + 3), 'of me': String(2048 + 3) });
    const lapsed = await redis.client.zadd('test:answers-until', 'XX', 'CH', 1, 'counted');
    assert.equal(lapsed, 1);
    await (await first('counted-later')).keep({ ...answer, body: Buffer.alloc(100) });
    assert.equal(await redis.client.hget('test:answer-sums', 'all'), String(2048 + 100));
  });

  it('are forgotten in time', async () => {
    const { keep } = await first('four');
    await keep(answer);
    const left = await redis.client.pttl('test:answer:four');
    assert.ok(left > 50_000 && left <= 60_000, String(left));
  });

  it('are free for the next one where the first gave up', async () => {
    const { giveUp } = await first('five');
    giveUp();
    await first('five');
  });

  it('are free for the next one where the first is dead, whose late answer is then dropped', async () => {
    const { keep } = await first('six');
    await redis.client.del('test:answer:six');
    const second = await first('six');
    await keep({ ...answer, body: Buffer.from('late') });
    assert.equal((await here.reserve('six', 'request', 60_000, 'me')).kind, 'pending');
    second.giveUp();
  });

  it('are the first’s to give also where the reply to its reservation is lost', async () => {
    const way = await openLossyWay(redis.url);
    const halved = openEntrance({ redisUrl: way.url, prefix: 'test' });
    way.lose('\r\nfirst\r\n');
    const found = await halved.reserve('lost', 'request', 60_000, 'me');
    assert.deepEqual([way.lost(), found.kind], [1, 'first']);
    assert.equal((await here.reserve('lost', 'request', 60_000, 'me')).kind, 'pending');
    halved.close();
    way.close();
  });

  describe('while Redis does not answer', () => {
    const unavailable = { code: 'queue_unavailable' };

    it('are reserved for nobody', async () => {
      redis.pause();
      await assert
        .rejects(here.reserve('paused', 'request', 60_000, 'me'), unavailable)
        .finally(redis.resume);
      const { giveUp } = await first('paused');
      giveUp();
    });

    it('are kept a little later, though nobody waits for it', async () => {
      const { keep, giveUp } = await first('late');
      redis.pause();
      await assert.rejects(keep(answer), unavailable).finally(redis.resume);
      giveUp();
      assert.deepEqual(await here.reserve('late', 'request', 60_000, 'me'), { kind: 'answered', answer });
    });
  });

  it('are for one thing made, whoever makes it, until it is undone or told', async () => {
    const lapse = () => redis.client.del('test:answer:made');
    const dead = await first('made');
    await lapse();
    const unlucky = await first('made');
    assert.equal(unlucky.id, dead.id);
    unlucky.giveUp(true);
    const hungUp = await first('made');
    assert.equal(hungUp.id, dead.id);
    hungUp.giveUp();
    const last = await first('made');
    assert.equal(last.id, dead.id);
    await last.keep(answer);
    await lapse();
    const next = await first('made');
    assert.notEqual(next.id, dead.id);
    next.giveUp(true);
    const other = await first('made');
    assert.notEqual(other.id, next.id);
    other.giveUp(true);
  });

  it('that are reserved are so for a short time only', async () => {
    const { giveUp } = await first('seven');
    const left = await redis.client.pttl('test:answer:seven');
    assert.ok(left > 0 && left <= 15_000, String(left));
    giveUp();
  });
});
