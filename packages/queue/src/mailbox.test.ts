import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { signalled } from './bench-for-tests.js';
import { connect } from './connection.js';
import { Mailbox } from './mailbox.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

let redis: RedisForTests;
before(async () => {
  redis = await startRedis();
});
after(() => redis.close());

test('what comes while the reader is cut off is read later, once and in order', {
  timeout: 20_000,
}, async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `job-${index}`);
  const seen: string[] = [];
  const all = signalled();
  const reader = connect(redis.url, () => {});
  const onReply = ({ id }: { id: string }) => {
    seen.push(id);
    if (seen.length === ids.length) all.settle();
  };
  const mailbox = new Mailbox({
    reader,
    redis: redis.client,
    stream: 'replies',
    onReply,
    onTrouble: () => {},
  });
  assert.equal(await mailbox.hasReadAll(), true);
  reader.disconnect(true);
  const entry = ['kind', 'error', 'code', 'internal', 'message', '', 'field', '', 'why', ''];
  await Promise.all(ids.map((id) => redis.client.xadd('replies', '*', ...entry, 'id', id)));
  assert.equal(await mailbox.hasReadAll(), false);
  await all.promise;
  assert.equal(await mailbox.hasReadAll(), true);
  assert.deepEqual(seen, ids);
  await mailbox.trim();
  assert.equal(await redis.client.xlen('replies'), 1);
  mailbox.close();
});
