import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AppError } from '@cellblock/contract';
import { keysUnder } from './keys.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';
import { createShelf, type ShelfBounds } from './shelf.js';

const bounds: ShelfBounds = { files: 3, bytes: 100, bytesOfAll: 150, idleMs: 60_000 };
const bytes = (count: number) => Buffer.alloc(count, 0xff);

describe('a shelf', () => {
  let redis: RedisForTests;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.close());

  let prefixes = 0;
  const shelfOf = (more: Partial<ShelfBounds> = {}) => {
    const prefix = `shelf-test-${prefixes++}`;
    const shelf = createShelf(redis.client, keysUnder(prefix), { ...bounds, ...more });
    /** Which of these are there, without using them. */
    const left = async (owner: string, ids: string[]) => {
      const there = await redis.client.hkeys(`${prefix}:shelf:files:${owner}`);
      return ids.filter((id) => there.includes(id));
    };
    const sizes = () => redis.client.hgetall(`${prefix}:shelf-sizes`);
    return { ...shelf, left, sizes, prefix };
  };

  it('has what was put there, to the byte, and the latest of it', async () => {
    const { put, find, has } = shelfOf();
    assert.deepEqual([await has('one', 'a'), await find('one', ['a'])], [false, [null]]);
    await put('one', 'a', Buffer.from([0, 255, 10]));
    await put('one', 'b', Buffer.alloc(0));
    assert.deepEqual(await find('one', ['b', 'x', 'a']), [Buffer.alloc(0), null, Buffer.from([0, 255, 10])]);
    await put('one', 'a', Buffer.from('new'));
    assert.deepEqual(await find('one', ['a']), [Buffer.from('new')]);
    assert.deepEqual([await has('one', 'a'), await has('one', 'x')], [true, false]);
    assert.deepEqual(await find('one', []), []);
  });

  it('is its owner’s alone: others neither see nor replace a file', async () => {
    const { put, find, has } = shelfOf();
    await put('one', 'a', Buffer.from('mine'));
    assert.deepEqual([await has('other', 'a'), await find('other', ['a'])], [false, [null]]);
    await put('other', 'a', Buffer.from('poison'));
    assert.deepEqual(await find('one', ['a']), [Buffer.from('mine')]);
  });

  it('holds a number of files and bytes; what was used least recently makes room', async () => {
    const { put, find, left, sizes } = shelfOf();
    for (const id of ['a', 'b', 'c']) await put('one', id, bytes(10));
    await find('one', ['a']);
    await put('one', 'd', bytes(10));
    assert.deepEqual(await left('one', ['a', 'b', 'c', 'd']), ['a', 'c', 'd']);
    await put('one', 'e', bytes(85));
    assert.deepEqual(await left('one', ['a', 'c', 'd', 'e']), ['d', 'e']);
    assert.deepEqual(await sizes(), { '': '95', one: '95' });
    await put('one', 'e', bytes(1));
    assert.deepEqual(await sizes(), { '': '11', one: '11' });
  });

  it('of another goes as a whole where all together are too large, the one used least recently', async () => {
    const { put, has, left, sizes } = shelfOf();
    await put('one', 'a', bytes(60));
    await put('two', 'a', bytes(60));
    await has('one', 'a');
    await put('three', 'a', bytes(60));
    assert.deepEqual(await left('two', ['a']), []);
    assert.deepEqual(await left('one', ['a']), ['a']);
    assert.deepEqual(await sizes(), { '': '120', one: '60', three: '60' });
  });

  it('takes no file that is larger than itself', async () => {
    const { put, has } = shelfOf();
    await put('one', 'a', bytes(100));
    const isTooLarge = (error: unknown) => error instanceof AppError && error.code === 'too_large';
    await assert.rejects(put('one', 'b', bytes(101)), isTooLarge);
    assert.equal(await has('one', 'a'), true);
  });

  it('forgets what nobody has used for long', async () => {
    const { put, left, sizes, prefix } = shelfOf();
    await put('one', 'a', bytes(10));
    await put('two', 'a', bytes(10));
    const long = Date.now() - bounds.idleMs - 1;
    await redis.client.zadd(`${prefix}:shelves`, long, 'one');
    await redis.client.zadd(`${prefix}:shelf:used:two`, long, 'a');
    await put('two', 'b', bytes(10));
    assert.deepEqual([await left('one', ['a']), await left('two', ['a', 'b'])], [[], ['b']]);
    assert.deepEqual(await sizes(), { '': '10', two: '10' });
    const ttl = await redis.client.pttl(`${prefix}:shelf:files:two`);
    assert.ok(ttl > 0 && ttl <= bounds.idleMs);
  });

  it('says so where Redis does not answer', async () => {
    const { put, has } = shelfOf({ bytes: 1 });
    redis.pause();
    try {
      const isAway = (error: unknown) => error instanceof AppError && error.code === 'queue_unavailable';
      await assert.rejects(has('one', 'a'), isAway);
      await assert.rejects(put('one', 'a', bytes(1)), isAway);
    } finally {
      redis.resume();
    }
  });
});
