import assert from 'node:assert/strict';
import test from 'node:test';
import { openDoor } from './door.js';
import { startRedis } from './redis-for-tests.js';

const settings = [
  { set: {}, expected: [] },
  { set: { maxmemory: '1gb' }, expected: [] },
  { set: { 'maxmemory-policy': 'allkeys-lru' }, expected: [] },
  { set: { appendonly: 'no' }, expected: [/no append-only file.*redis\.conf/] },
  {
    set: { appendonly: 'no', maxmemory: '1gb', 'maxmemory-policy': 'volatile-ttl' },
    expected: [/no append-only file/, /throw away what was accepted.*redis\.conf/],
  },
];

for (const { set, expected } of settings) {
  test(`what a Redis with ${JSON.stringify(set)} may lose is told: ${expected.length} kinds`, async (context) => {
    const redis = await startRedis();
    context.after(() => redis.close());
    for (const [name, value] of Object.entries(set)) await redis.client.config('SET', name, value);
    const told: string[] = [];
    const bounds = { queueLimit: 1, noWorkerWaitMs: 0, keepMs: 1000, heldBytes: 1 };
    const onTrouble = ({ message }: Error) => void told.push(message);
    const door = await openDoor({ redisUrl: redis.url, prefix: 'test', ...bounds, onTrouble });
    // It asks over the connection over which it was asked before.
    await door.status();
    await door.close();
    assert.equal(told.length, expected.length, told.join('\n'));
    for (const [index, pattern] of expected.entries()) assert.match(told[index] ?? '', pattern);
  });
}
