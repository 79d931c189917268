import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, rmdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type Outcome } from '@cellblock/contract';
import { echo, jobOf, never, sidesOf, signalled } from './bench-for-tests.js';
import { openKeyring } from './keyring.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

const lacks = [
  {
    lack: 'memory',
    remedy: /maxmemory.*CELLBLOCK_RESULT_BYTES/,
    // Whatever it holds is more.
    begin: async ({ client }: RedisForTests) => void (await client.config('SET', 'maxmemory', '1')),
    end: async ({ client }: RedisForTests) => void (await client.config('SET', 'maxmemory', '0')),
  },
  {
    lack: 'disk',
    remedy: /cannot write to its disk.*make room/,
    begin: async (redis: RedisForTests) => {
      // A directory is in the place of the file.
      await mkdir(snapshotOf(redis));
      await redis.client.config('SET', 'save', '3600 1');
      await savedAs(redis, 'err');
    },
    end: async (redis: RedisForTests) => {
      await rmdir(snapshotOf(redis));
      await savedAs(redis, 'ok');
    },
  },
  {
    lack: 'primary',
    remedy: /replica of another.*REDIS_URL/,
    // As a failover has it: another that has all it has takes its place.
    begin: async (redis: RedisForTests) => {
      const other = await startRedis();
      after(() => other.close());
      await follow(other, redis);
      await other.client.replicaof('NO', 'ONE');
      await follow(redis, other);
    },
    end: async ({ client }: RedisForTests) => void (await client.replicaof('NO', 'ONE')),
  },
];

/** Makes one a replica of the other; resolves once it has all that the other has. */
async function follow({ client }: RedisForTests, other: RedisForTests): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await other.client.config('SET', 'port', String(port));
  await client.replicaof('127.0.0.1', port);
  while (!(await client.info('replication')).includes('master_link_status:up')) await delay(20);
}

const snapshotOf = ({ url }: RedisForTests) => join(dirname(new URL(url).pathname), 'dump.rdb');

async function savedAs({ client }: RedisForTests, status: string): Promise<void> {
  await client.bgsave();
  while (!(await client.info('persistence')).includes(`rdb_last_bgsave_status:${status}`)) await delay(20);
}

// What BullMQ says of a job that is in hand meanwhile, and Redis to who reads while it becomes a replica.
const isBeside = /^could not renew lock for job|^UNBLOCKED/;

for (const { lack, remedy, begin, end } of lacks) {
  test(`a Redis without ${lack} is told as one, with the remedy for the log`, {
    timeout: 40_000,
  }, async (context) => {
    const redis = await startRedis();
    const sides = sidesOf(redis.url);
    const keyring = openKeyring({ redisUrl: redis.url, prefix: sides.prefix });
    context.after(async () => {
      keyring.close();
      held.settle(await echo(jobOf()));
      await sides.close();
      await redis.close();
    });
    const told: string[] = [];
    const toldWorker: string[] = [];
    const held = signalled<Outcome>();
    const door = await sides.door({ onTrouble: ({ message }) => void told.push(message) });
    const forgetful = await sides.door({ keepMs: 1000 });
    await sides.bench({
      evaluate: (job) => (job.submission.source === 'held' ? held.promise : echo(job)),
      onTrouble: ({ message }) => void toldWorker.push(message),
    });
    await door.submit(jobOf(), never());
    const posted = await door.post(jobOf(), { owner: 'me', rank: 'grading' });
    await door.wait(posted.id, 10_000, never());
    await forgetful.wait(
      (await forgetful.post(jobOf(), { owner: 'me', rank: 'grading' })).id,
      10_000,
      never(),
    );
    assert.equal((await door.status()).lack, null);

    const inHand = door.submit(jobOf('held'), never());
    inHand.catch(() => {});
    while ((await door.status()).active < 1);
    await begin(redis);
    const isTold = (error: unknown) =>
      error instanceof AppError &&
      error.code === 'storage_unavailable' &&
      error.cause instanceof Error &&
      remedy.test(error.cause.message);
    await assert.rejects(door.submit(jobOf(), never()), isTold);
    await assert.rejects(door.post(jobOf(), { owner: 'me', rank: 'grading' }), isTold);
    await assert.rejects(keyring.create({ name: 'one' }), isTold);
    while ((await door.status()).lack === null) await delay(20);
    // What workers say of themselves is not taken, and what was said before is forgotten.
    while ((await door.status()).workers.length > 0) await delay(100);
    const { reachable, lack: said } = await door.status();
    assert.deepEqual([reachable, said], [true, lack]);
    assert.equal((await door.find(posted.id))?.state, 'done');
    await assert.rejects(inHand, isTold);
    // Once, with the remedy, whatever was refused.
    for (const messages of [told, toldWorker]) {
      const rest = messages.filter((message) => !isBeside.test(message));
      assert.ok(rest.length === 1 && remedy.test(rest[0] ?? ''), messages.join('\n'));
    }

    await end(redis);
    while ((await door.status()).lack !== null) await delay(20);
    const job = jobOf();
    assert.deepEqual(await door.submit(job, never()), await echo(job));
  });
}

test('a Redis with room for a short word alone is told as one without', {
  timeout: 20_000,
}, async (context) => {
  const redis = await startRedis();
  const sides = sidesOf(redis.url);
  context.after(async () => {
    await sides.close();
    await redis.close();
  });
  const door = await sides.door();
  const used = Number(/used_memory:(\d+)/.exec(await redis.client.info('memory'))?.[1]);
  await redis.client.config('SET', 'maxmemory', String(used + 256 * 1024 * 1024));
  await delay(1500);
  assert.equal((await door.status()).lack, null);
  await redis.client.config('SET', 'maxmemory', String(used + 192 * 1024));
  while ((await door.status()).lack === null) await delay(100);
  assert.equal((await door.status()).lack, 'memory');
});
