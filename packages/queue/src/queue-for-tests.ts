// A Redis for all tests of a file, and for each of them a queue of its own.

import { after, afterEach, before, beforeEach, test as unlimited } from 'node:test';
import { type Side, sidesOf } from './bench-for-tests.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

/** What a test is given. */
export type QueueOfTest = { redis: RedisForTests; sides: Side };
type QueueTest = (title: string, body: (queue: QueueOfTest) => Promise<void>) => void;

/** A test that is given the Redis of its file and both sides of a queue, which are closed after it. */
export function queuePerTest({ timeoutMs = 30_000 } = {}): QueueTest {
  let redis: RedisForTests;
  let sides: Side;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.close());
  beforeEach(() => {
    sides = sidesOf(redis.url);
  });
  afterEach(() => sides.close(), { timeout: 5000 });
  return (title, body) => void unlimited(title, { timeout: timeoutMs }, () => body({ redis, sides }));
}
