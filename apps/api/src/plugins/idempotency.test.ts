import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AppError, ErrorReply, JobStatus, NewPaste } from '@cellblock/contract';
import { type Door, type Entrance, openDoor, openEntrance, openPastes, type Pastes } from '@cellblock/queue';
import { type RedisForTests, startRedis } from '@cellblock/queue/redis-for-tests';
import { waitingDoor } from '../client-for-tests.js';
import { type BenchOptions, benchOf, outcomeOf } from '../door-for-tests.js';

describe('a request with an Idempotency-Key', () => {
  let redis: RedisForTests;
  let entrance: Entrance;
  before(async () => {
    redis = await startRedis();
    entrance = openEntrance({ redisUrl: redis.url, prefix: 'test' });
  });
  after(async () => {
    entrance.close();
    await redis.close();
  });

  let used = 0;
  const fresh = () => `name-${++used}`;
  const bench = (options: BenchOptions = {}) =>
    benchOf({ reserve: (...given) => entrance.reserve(...given), ...options });
  const asking = (key: string, source = 'int main(void) {}', headers: Record<string, string> = {}) =>
    ({
      method: 'POST',
      url: '/run',
      payload: { source },
      headers: { 'idempotency-key': key, ...headers },
    }) as const;

  it('is answered once; sent again, it gets the same answer and runs nothing', async () => {
    const { app, jobs } = bench({
      submit: async ({ id }) => ({ ...outcomeOf('hello'), head: { ...outcomeOf('').head, id } }),
    });
    const key = fresh();
    const one = await app.inject(asking(key));
    const two = await app.inject(asking(key));
    assert.equal(one.statusCode, 200);
    assert.equal(two.statusCode, 200);
    assert.equal(two.body, one.body);
    assert.equal(two.headers['content-type'], one.headers['content-type']);
    assert.equal(one.headers['idempotent-replayed'], undefined);
    assert.equal(two.headers['idempotent-replayed'], 'true');
    assert.notEqual(two.headers['x-request-id'], one.headers['x-request-id']);
    assert.equal(jobs.length, 1);
  });

  it('sent several times at once runs once, and all get its answer', async () => {
    const door = waitingDoor();
    const { app, jobs } = bench(door);
    const key = fresh();
    const sent = [1, 2, 3].map(() => app.inject(asking(key)));
    await door.arrived(1);
    door.answer(0, 'once');
    const replies = await Promise.all(sent);
    assert.equal(jobs.length, 1);
    assert.equal(new Set(replies.map((reply) => reply.body)).size, 1);
    assert.deepEqual(
      replies.map((reply) => reply.statusCode),
      [200, 200, 200],
    );
  });

  it('and another body is refused with 409', async () => {
    const { app, jobs } = bench();
    const key = fresh();
    await app.inject(asking(key));
    const other = await app.inject(asking(key, 'int main(void) { return 1; }'));
    assert.equal(other.statusCode, 409);
    assert.equal(ErrorReply.parse(other.json()).error.field, 'idempotency-key');
    assert.equal(jobs.length, 1);
  });

  it('and the same program as a bare source, whose answer is text, is refused with 409', async () => {
    const { app, jobs } = bench();
    const key = fresh();
    await app.inject(asking(key, 'int x;'));
    const bare = await app.inject({
      ...asking(key),
      payload: 'int x;',
      headers: { 'idempotency-key': key, 'content-type': 'text/x-c' },
    });
    assert.equal(bare.statusCode, 409);
    assert.equal(jobs.length, 1);
  });

  it('and the same body in another order is the same request', async () => {
    const { app, jobs } = bench();
    const headers = { 'idempotency-key': fresh(), 'content-type': 'application/json' };
    for (const payload of ['{"source":"","stdin":"1"}', '{ "stdin": "1", "source": "" }']) {
      const reply = await app.inject({ method: 'POST', url: '/run', payload, headers });
      assert.equal(reply.statusCode, 200);
    }
    assert.equal(jobs.length, 1);
  });

  it('gets an answer that was streamed again whole', async () => {
    const large = 'x'.repeat(700_000);
    const { app, jobs } = bench({ submit: async () => outcomeOf(large) });
    const key = fresh();
    const one = await app.inject(asking(key));
    const two = await app.inject(asking(key));
    assert.ok(one.body.length > 1_400_000);
    assert.ok(two.body === one.body);
    assert.equal(jobs.length, 1);
  });

  it('is told where the answer was too long to be kept, and runs nothing', async () => {
    const { app, jobs } = bench({ submit: async () => outcomeOf('x'.repeat(3 * 1024 * 1024)) });
    const key = fresh();
    assert.equal((await app.inject(asking(key))).statusCode, 200);
    const two = await app.inject(asking(key));
    assert.equal(two.statusCode, 409);
    assert.match(two.json().error.message, /not kept/);
    assert.equal(jobs.length, 1);
  });

  it('is one job, also where an API process dies before it answers', async () => {
    const limits = { queueLimit: 10, noWorkerWaitMs: 1000, keepMs: 60_000, heldBytes: 2 ** 30 };
    const door = await openDoor({ redisUrl: redis.url, prefix: 'test', ...limits });
    const ids: string[] = [];
    const post: Door['post'] = (job, options) => {
      ids.push(job.id);
      return door.post(job, options);
    };
    const order = { ...asking(fresh()), url: '/jobs' };
    await new Promise<void>((dead) => {
      const lastDeed: Door['post'] = async (...given) => {
        await post(...given);
        dead();
        return new Promise(() => {});
      };
      void bench({ posted: { post: lastDeed } }).app.inject(order);
    });
    // Its lease has lapsed.
    for (const lease of await redis.client.keys('test:answer:*')) await redis.client.del(lease);
    const { app } = bench({ posted: { post } });
    const reply = await app.inject(order);
    assert.equal(reply.statusCode, 202);
    assert.equal(JobStatus.parse(reply.json()).id, ids[0]);
    assert.deepEqual([ids.length, (await door.status()).waiting], [2, 1]);
    const other = await app.inject({ ...order, headers: { 'idempotency-key': fresh() } });
    assert.notEqual(JobStatus.parse(other.json()).id, ids[0]);
    await door.close();
  });

  it('is one paste, also where an API process dies before it answers', async () => {
    const store = openPastes({ redisUrl: redis.url, prefix: 'test', mostBytes: 1 << 20 });
    const order = { ...asking(fresh()), url: '/pastes', payload: { submission: { source: 'int x;' } } };
    const add: Pastes['add'] = (given) => store.add(given);
    await new Promise<void>((dead) => {
      const submit = () => {
        dead();
        return new Promise<never>(() => {});
      };
      void bench({ pastes: { add }, submit }).app.inject(order);
    });
    // Its lease has lapsed.
    for (const lease of await redis.client.keys('test:answer:*')) await redis.client.del(lease);
    const reply = await bench({ pastes: { add } }).app.inject(order);
    assert.equal(reply.statusCode, 201);
    const { id, deleteSecret } = NewPaste.parse(reply.json());
    assert.equal(await store.isSecretOf(id, deleteSecret), true);
    assert.equal((await store.status()).pastes, 1);
    store.close();
  });

  it('is another job where the first was taken back', async () => {
    const ids: string[] = [];
    const post: Door['post'] = async (job) => {
      ids.push(job.id);
      throw new AppError('queue_unavailable');
    };
    const { app } = bench({ posted: { post } });
    const order = { ...asking(fresh()), url: '/jobs' };
    for (const _ of [1, 2]) assert.equal((await app.inject(order)).statusCode, 503);
    assert.equal(new Set(ids).size, 2);
  });

  it('is tried again where the first failed for want of room', async () => {
    let calls = 0;
    const { app } = bench({
      submit: async () => {
        calls += 1;
        if (calls === 1) throw new AppError('queue_full');
        return outcomeOf('');
      },
    });
    const key = fresh();
    assert.equal((await app.inject(asking(key))).statusCode, 503);
    assert.equal((await app.inject(asking(key))).statusCode, 200);
  });

  it('shares nothing with another caller of the same name', async () => {
    const rate = { perMinute: 1, remaining: 1, fullInMs: 0 };
    const { app, jobs } = bench({ admit: () => ({ kind: 'in', grant: null, rate, leave: () => {} }) });
    const key = fresh();
    await app.inject({ ...asking(key, 'a'), remoteAddress: '192.0.2.1' });
    const other = await app.inject({ ...asking(key, 'b'), remoteAddress: '192.0.2.2' });
    assert.equal(other.statusCode, 200);
    assert.equal(jobs.length, 2);
  });

  it('is refused where the key is no name, or the answer a stream of events', async () => {
    const { app, jobs } = bench();
    for (const key of ['', 'two words', 'x'.repeat(256)]) {
      const reply = await app.inject(asking(key));
      assert.equal(reply.statusCode, 400, key);
      assert.equal(reply.json().error.field, 'idempotency-key');
    }
    const stream = await app.inject(asking(fresh(), '', { accept: 'text/event-stream' }));
    assert.equal(stream.statusCode, 400);
    assert.equal(jobs.length, 0);
  });

  it('may have no body', async () => {
    const { app } = bench();
    let calls = 0;
    app.post('/of-tomorrow', async () => String(++calls));
    const order = { method: 'POST', url: '/of-tomorrow', headers: { 'idempotency-key': fresh() } } as const;
    for (const _ of [1, 2]) assert.equal((await app.inject(order)).body, '1');
  });

  it('asks nothing of a route that is for everybody', async () => {
    const { app } = bench({ adapters: ['piston'], reserve: () => assert.fail('asked') });
    const reply = await app.inject({ ...asking(fresh()), url: '/api/v2/nothing' });
    assert.equal(reply.statusCode, 404);
  });

  it('costs nothing where there is none', async () => {
    const { app } = benchOf({ reserve: () => assert.fail('asked') });
    const reply = await app.inject({ method: 'POST', url: '/run', payload: { source: '' } });
    assert.equal(reply.statusCode, 200);
  });
});
