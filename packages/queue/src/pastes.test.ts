import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AppError, pasteBounds, resultOf, Submission } from '@cellblock/contract';
import { outcomeOf } from './bench-for-tests.js';
import { openLossyWay } from './lossy-for-tests.js';
import { openPastes, type Pastes } from './pastes.js';
import { type RedisForTests, startRedis } from './redis-for-tests.js';

const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;
const submissionOf = (source: string) => Submission.parse({ source });
const order = (source = 'int x;', more: object = {}) => ({
  ...{
    submission: submissionOf(source),
    title: null,
    isListed: false,
    forkOf: null,
    isToRun: true,
    lifeMs: null,
  },
  ...more,
});
const result = (stdout = 'out') => ({
  result: resultOf(outcomeOf('job', [{ stream: 'stdout', bytes: Buffer.from(stdout) }])),
});

describe('pastes', () => {
  let redis: RedisForTests;
  let pastes: Pastes;
  const opened: Pastes[] = [];
  const open = (prefix: string, mostBytes = 1 << 20) => {
    const store = openPastes({ redisUrl: redis.url, prefix, mostBytes });
    opened.push(store);
    return store;
  };
  // It is connected again within some tries, of which each waits for a second.
  const reached = async (store: Pastes): Promise<void> => {
    await store.status().catch((error: unknown) => {
      if (!isCode('queue_unavailable')(error)) throw error;
      return reached(store);
    });
  };
  // What the sums say, and what is there: of each paste, and of all.
  const audit = async (prefix: string) => {
    const { client } = redis;
    const names = (await client.keys(`${prefix}:paste:*`)).map((key) => key.slice(`${prefix}:paste:`.length));
    const texts = await Promise.all(
      names.map(async (id) => {
        const [head, submission, result] = await client.hmget(
          ...([`${prefix}:paste:${id}`, 'head', 'submission', 'result'] as const),
        );
        return [head, submission, result].reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 512);
      }),
    );
    const there = Object.fromEntries(names.map((id, index) => [id, String(texts[index])]));
    assert.deepEqual({ ...(await client.hgetall(`${prefix}:paste-sizes`)) }, there);
    assert.deepEqual((await client.zrange(`${prefix}:paste-ends`, '0', '-1')).sort(), names.sort());
    const total = texts.reduce((sum, bytes) => sum + bytes, 0);
    assert.equal(Number(await client.get(`${prefix}:paste-bytes`)), total);
    for (const id of await client.zrange(`${prefix}:recent-pastes`, '0', '-1'))
      assert.ok(names.includes(id), id);
    return names;
  };
  before(async () => {
    redis = await startRedis();
    pastes = open('test');
  });
  after(async () => {
    for (const store of opened) store.close();
    await redis.close();
  });

  it('are found under a name that nobody can guess, as they were kept', async () => {
    const { paste } = await pastes.add(order('int main;', { title: 'T' }));
    assert.match(paste.id, /^[A-Za-z0-9]{22}$/);
    assert.deepEqual(await pastes.find(paste.id), paste);
    assert.equal(paste.submission.source, 'int main;');
    const ids = await Promise.all(
      Array.from({ length: 50 }, async () => (await pastes.add(order())).paste.id),
    );
    assert.equal(new Set(ids).size, 50);
  });

  it('have one result, which never changes', async () => {
    const { paste } = await pastes.add(order());
    await pastes.record(paste.id, result('first'));
    await pastes.record(paste.id, result('second'));
    assert.deepEqual((await pastes.find(paste.id))?.result, result('first'));
    assert.deepEqual(await pastes.record(paste.id, result('third')), result('first'));
  });

  it('are found again as they are, with their secret, where they are made from the same seed', async () => {
    const seeded = open('seeded');
    const first = await seeded.add(order('int x;', { seed: 'one' }));
    assert.deepEqual(await seeded.add(order('int x;', { seed: 'one' })), first);
    await seeded.record(first.paste.id, result());
    const again = await seeded.add(order('int x;', { seed: 'one' }));
    assert.deepEqual(again, { ...first, paste: { ...first.paste, result: result() } });
    assert.equal(await seeded.isSecretOf(first.paste.id, again.secret), true);
    const other = await seeded.add(order('int x;', { seed: 'another' }));
    assert.notEqual(other.paste.id, first.paste.id);
    assert.notEqual(other.secret, first.secret);
    assert.equal((await audit('seeded')).length, 2);
  });

  it('say why there is no result where whoever ran them is gone, and not before', async () => {
    const from = open('dying');
    await from.add(order('int run;'));
    await from.add(order('int kept;', { isToRun: false }));
    const lost = open('lost');
    for await (const record of from.records()) {
      const { submission } = record;
      const text = JSON.stringify(submission);
      for (const [minutes, hasReason] of [
        [1, false],
        [9, false],
        [12, text.includes('int run;')],
      ] as const) {
        const createdAt = new Date(Date.now() - minutes * 60_000).toISOString();
        const id = `${record.id.slice(0, 20)}${String(minutes).padStart(2, '0')}`;
        await lost.restore({ ...record, id, head: { ...record.head, createdAt } });
        const { result: came = null } = (await lost.find(id)) ?? assert.fail('not restored');
        assert.equal(came !== null, hasReason, `${text} after ${minutes} minutes`);
        assert.ok(came === null || ('error' in came && /run it again/.test(came.error.message)));
        await lost.record(id, result('late'));
        assert.deepEqual((await lost.find(id))?.result, result('late'));
      }
    }
    assert.equal((await lost.status()).pastes, 6);
  });

  it('keep no result that is too large, and say so', async () => {
    const { paste } = await pastes.add(order());
    const large = await pastes.record(paste.id, result('x'.repeat(pasteBounds.resultBytes.maximum)));
    assert.ok('error' in large && large.error.code === 'too_large');
    assert.deepEqual((await pastes.find(paste.id))?.result, large);
  });

  it('are refused where the submission is too large', async () => {
    const files = [{ path: 'main.c', content: 'x' }];
    const submission = Submission.parse({ files, stdin: 'x'.repeat(pasteBounds.submissionBytes.maximum) });
    await assert.rejects(pastes.add({ ...order(), submission }), isCode('too_large'));
  });

  it('are deleted by their secret, of which Redis holds a hash alone', async () => {
    const { paste, secret } = await pastes.add(order());
    assert.equal(await pastes.isSecretOf(paste.id, secret), true);
    assert.equal(await pastes.isSecretOf(paste.id, `${secret}x`), false);
    assert.equal(await pastes.isSecretOf('A'.repeat(22), secret), null);
    assert.ok(!JSON.stringify(await redis.client.hgetall(`test:paste:${paste.id}`)).includes(secret));
    assert.equal(await pastes.remove(paste.id), true);
    assert.equal(await pastes.remove(paste.id), false);
    assert.equal(await pastes.find(paste.id), null);
  });

  it('are told as there that were, also where the reply to their deletion is lost', async () => {
    const way = await openLossyWay(redis.url);
    const halved = openPastes({ redisUrl: way.url, prefix: 'test', mostBytes: 1 << 20 });
    const { paste } = await halved.add(order());
    way.lose('_\r\n');
    assert.equal(await halved.remove(paste.id), true);
    assert.equal(way.lost(), 1);
    assert.equal(await halved.remove(paste.id), false);
    halved.close();
    way.close();
  });

  it('take no more bytes than they may, and none that are gone', async () => {
    const small = open('small', 4000);
    const first = await small.add(order('a'.repeat(1000)));
    await assert.rejects(small.add(order('b'.repeat(2500))), isCode('paste_store_full'));
    const kept = await small.record(first.paste.id, result('r'.repeat(3000)));
    assert.ok('error' in kept && kept.error.code === 'paste_store_full');
    await small.remove(first.paste.id);
    assert.deepEqual(await small.status(), { pastes: 0, bytes: 0, mostBytes: 4000 });
    await small.add(order('b'.repeat(2500)));
  });

  it('make room when their time is over', async () => {
    const brief = open('brief', 4000);
    const { paste } = await brief.add(order('a'.repeat(2500), { lifeMs: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await brief.find(paste.id), null);
    await brief.add(order('b'.repeat(2500)));
    assert.equal((await brief.status()).pastes, 1);
    assert.equal(await redis.client.exists(`brief:paste:${paste.id}`), 0);
  });

  it('make room also where it takes more of them than are swept at once', async () => {
    const many = open('many');
    const { paste } = await many.add(order());
    for (let made = 0; made < 250; made += 1) await many.add(order());
    const { bytes } = await many.status();
    const full = open('many', bytes);
    const ends = await redis.client.zrange('many:paste-ends', '0', '-1');
    const over = ends.filter((id) => id !== paste.id);
    await redis.client.zadd('many:paste-ends', ...over.flatMap((id) => [1, id]));
    await full.add(order('x'.repeat(Math.floor(bytes * 0.9))));
    assert.notEqual(await full.find(paste.id), null);
    await assert.rejects(full.add(order('x'.repeat(Math.floor(bytes * 0.9)))), isCode('paste_store_full'));
    await audit('many');
  });

  it('are counted right after any number of them at once', async () => {
    const busy = open('busy', 1 << 24);
    const made = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const { paste } = await busy.add(order('x'.repeat(index * 10), { isListed: true }));
        const recorded = busy.record(paste.id, result());
        await Promise.all(index % 2 === 0 ? [recorded, busy.remove(paste.id)] : [recorded]);
        return paste.id;
      }),
    );
    assert.equal((await audit('busy')).length, 50);
    assert.equal((await busy.status()).pastes, 50);
    assert.equal((await busy.recent(Number.MAX_SAFE_INTEGER, 100)).length, 50);
    for (const id of made) await busy.remove(id);
    assert.equal((await busy.status()).bytes, 0);
  });

  it('are listed newest first, where their authors say so', async () => {
    const listed = open('listed');
    const make = async (title: string, isListed: boolean) => {
      const { paste } = await listed.add(order('int x;', { title, isListed }));
      await new Promise((resolve) => setTimeout(resolve, 2));
      return paste;
    };
    const [first, second] = [await make('first', true), await make('second', true)];
    await make('private', false);
    await listed.record(second.id, result());
    const rows = await listed.recent(Number.MAX_SAFE_INTEGER, 10);
    assert.deepEqual(
      rows.map(({ title, verdict }) => [title, verdict]),
      [
        ['second', 'ok'],
        ['first', null],
      ],
    );
    assert.deepEqual(
      (await listed.recent(Date.parse(second.createdAt), 10)).map(({ id }) => id),
      [first.id],
    );
    await listed.remove(second.id);
    assert.equal((await listed.recent(Number.MAX_SAFE_INTEGER, 10)).length, 1);
  });

  it('are each listed once, also those made in one millisecond', async () => {
    const page = open('page');
    const made = await Promise.all(
      Array.from({ length: 50 }, async () => (await page.add(order('int x;', { isListed: true }))).paste.id),
    );
    const seen: string[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const rows = await page.recent(before, 7);
      seen.push(...rows.map(({ id }) => id));
      if (rows.length < 7) break;
      before = Date.parse(rows.at(-1)?.createdAt ?? '');
    }
    assert.equal(seen.length, 50);
    assert.deepEqual(seen.sort(), made.sort());
  });

  it('are listed behind those whose time is over', async () => {
    const past = open('past');
    const { paste } = await past.add(order('int x;', { isListed: true }));
    for (let made = 0; made < 3; made += 1) await past.add(order('int x;', { isListed: true, lifeMs: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(
      (await past.recent(Number.MAX_SAFE_INTEGER, 1)).map(({ id }) => id),
      [paste.id],
    );
  });

  it('are listed without reading what they wrote', async () => {
    const wordy = open('wordy', 1 << 30);
    for (let made = 0; made < 40; made += 1) {
      const { paste } = await wordy.add(order('int x;', { isListed: true }));
      await wordy.record(paste.id, result('y'.repeat(1_500_000)));
    }
    const sent = async () =>
      Number(/total_net_output_bytes:(\d+)/.exec(await redis.client.info('stats'))?.[1]);
    const sentBefore = await sent();
    const rows = await wordy.recent(Number.MAX_SAFE_INTEGER, 40);
    assert.equal(rows.filter(({ verdict }) => verdict === 'ok').length, 40);
    const read = (await sent()) - sentBefore;
    assert.ok(read < 1_000_000, `${read} bytes were read`);
  });

  it('are counted right where Redis is killed in the middle of it', async () => {
    const crashed = open('crashed', 1 << 24);
    let done = 0;
    let half = () => {};
    const halfway = new Promise<void>((resolve) => {
      half = resolve;
    });
    const kept: string[] = [];
    const one = async (index: number) => {
      const { paste } = await crashed.add(order('x'.repeat(index), { isListed: index % 3 === 0 }));
      await crashed.record(paste.id, result());
      if (index % 2 === 0) await crashed.remove(paste.id);
      else kept.push(paste.id);
      done += 1;
      if (done === 200) half();
    };
    // Some at a time, so that all steps are under way when it is killed.
    const some = async (lane: number) => {
      for (let index = lane; index < 800; index += 20) await one(index);
    };
    const lanes = Promise.allSettled(Array.from({ length: 20 }, (_, lane) => some(lane)));
    await halfway;
    await redis.kill();
    assert.ok(done < 800);
    await redis.start();
    for (const lane of await lanes)
      if (lane.status === 'rejected')
        assert.ok(isCode('queue_unavailable')(lane.reason), String(lane.reason));
    await reached(crashed);
    const names = await audit('crashed');
    for (const id of kept) assert.ok(names.includes(id), id);
    for (const id of names) await crashed.remove(id);
    assert.equal((await crashed.status()).bytes, 0);
  });

  it('survive a crash of Redis, and come back from a backup with their secrets', async () => {
    const from = open('from');
    const { paste, secret } = await from.add(order('int kept;', { title: 'T', isListed: true }));
    await from.record(paste.id, result());
    const verdicts = async (store: Pastes) =>
      (await store.recent(Number.MAX_SAFE_INTEGER, 9)).map(({ id, verdict }) => [id, verdict]);
    await redis.kill();
    await redis.start();
    const records = [];
    for await (const record of from.records()) records.push(record);
    assert.equal(records.length, 1);
    const to = open('to');
    const [record] = records;
    assert.ok(record);
    assert.equal(await to.restore(record), true);
    assert.equal(await to.restore(record), false);
    assert.deepEqual(await to.find(paste.id), await from.find(paste.id));
    assert.equal(await to.isSecretOf(paste.id, secret), true);
    assert.deepEqual(await to.status(), await from.status());
    assert.deepEqual(await verdicts(to), [[paste.id, 'ok']]);
    await audit('to');
    const over = {
      ...record,
      id: 'A'.repeat(22),
      head: { ...record.head, expiresAt: '2020-01-01T00:00:00.000Z' },
    };
    assert.equal(await to.restore(over), false);
  });

  it('keep their program where a later version does not understand the result', async () => {
    const { paste } = await pastes.add(order());
    await redis.client.hset(`test:paste:${paste.id}`, 'result', '{"result":{"verdict":"of the past"}}');
    const found = await pastes.find(paste.id);
    assert.equal(found?.submission.source, 'int x;');
    assert.ok(found.result !== null && 'error' in found.result);
  });

  it('say so where Redis does not answer, and are not kept then', async () => {
    const paused = open('paused');
    assert.equal((await paused.status()).pastes, 0);
    redis.pause();
    try {
      await assert.rejects(paused.add(order('int x;', { isListed: true })), isCode('queue_unavailable'));
    } finally {
      redis.resume();
    }
    assert.equal((await paused.status()).pastes, 0);
    assert.deepEqual(await audit('paused'), []);
  });
});
