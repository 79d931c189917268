import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openEntrance } from '@cellblock/queue';
import { type RedisForTests, startRedis } from '@cellblock/queue/redis-for-tests';
import { cellblock } from '../cellblock.js';
import { fakeTerminal } from '../testing/fake-terminal.js';

describe('cellblock keys', () => {
  let redis: RedisForTests;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis.close());

  const keys = async (...args: string[]) => {
    const { terminal, said, warned } = fakeTerminal({ REDIS_URL: redis.url, CELLBLOCK_QUEUE_PREFIX: 'test' });
    const status = await cellblock(['keys', ...args], terminal);
    return { status, said: said(), warned: warned() };
  };

  it('makes a key that opens the API, and shows it once', async () => {
    const made = await keys('create', 'moodle', '--rank', 'grading', '--rate', '7', '--limit', 'cpuMs=500');
    assert.equal(made.status, 0, made.warned);
    const key = made.said.split('\n')[0] ?? '';
    const entrance = openEntrance({ redisUrl: redis.url, prefix: 'test' });
    try {
      const admission = await entrance.admit({ key }, true);
      assert.ok(admission.kind === 'in');
      const { name, rank, ratePerMinute, limits } = admission.grant ?? assert.fail('no grant');
      assert.deepEqual([name, rank, ratePerMinute, limits], ['moodle', 'grading', 7, { cpuMs: 500 }]);
      admission.leave();
    } finally {
      entrance.close();
    }
    for (const shown of [await keys('show', 'moodle'), await keys('list')]) {
      assert.match(shown.said, /moodle[\s\S]*grading/);
      assert.ok(!shown.said.includes(key));
    }
  });

  it('prints JSON', async () => {
    const { said } = await keys('create', 'scripted', '--json', '--operator', '--expires', '30d');
    const made = JSON.parse(said);
    assert.match(made.key, /^cb_/);
    assert.equal(made.isOperator, true);
    assert.ok(Date.parse(made.expiresAt) > Date.now());
    const listed = JSON.parse((await keys('list', '--json')).said);
    assert.ok(listed.some((grant: { name: string }) => grant.name === 'scripted'));
  });

  it('takes a date, or a moment', async () => {
    for (const [index, [when, expected]] of [
      ['2090-02-28', '2090-02-28T00:00:00.000Z'],
      ['2090-01-31T12:30+02:00', '2090-01-31T10:30:00.000Z'],
    ].entries()) {
      const { said } = await keys('create', `dated${index}`, '--json', '--expires', when ?? '');
      assert.equal(JSON.parse(said).expiresAt, expected);
    }
  });

  it('says what Redis answered instead', async () => {
    const own = await startRedis();
    const env = { REDIS_URL: own.url, CELLBLOCK_QUEUE_PREFIX: 'test' };
    const warned = async (...args: string[]) => {
      const { terminal, warned } = fakeTerminal(env);
      assert.equal(await cellblock(['keys', ...args], terminal), 1);
      return warned();
    };
    try {
      await own.client.config('SET', 'maxmemory', '1');
      assert.match(await warned('create', 'one'), /Redis has met its maxmemory/);
      await own.client.config('SET', 'requirepass', 'right');
      assert.match(await warned('list'), /^cellblock: Redis at unix:.* answered: NOAUTH .*\nREDIS_URL takes/);
    } finally {
      await own.close();
    }
  });

  it('revokes a key', async () => {
    await keys('create', 'gone');
    assert.equal((await keys('revoke', 'gone')).status, 0);
    const shown = await keys('show', 'gone');
    assert.equal(shown.status, 1);
    assert.match(shown.warned, /there is no key named gone/);
  });

  for (const [args, complaint] of [
    [[], /takes one of create, list, show, revoke/],
    [['make'], /takes one of/],
    [['create'], /name of a key is missing/],
    [['create', 'a', 'b'], /b is one argument too many/],
    [['create', 'a', '--rate', 'fast'], /--rate must be a whole number/],
    [['create', 'a', '--rank', 'first'], /--rank must be one of interactive/],
    [['create', 'a', '--limit', 'disk=1'], /--limit must be one of cpuMs/],
    [['create', 'a', '--expires', '2001-01-01'], /is in the past/],
    ...['2090-02-31', '2090-13-01', '2090', '31', 'tomorrow 1', '2090-01-01T25:00Z'].map(
      (when) => [['create', 'a', '--expires', when], /--expires must be days, as 30d, or a date/] as const,
    ),
    [['list', 'a'], /a is one argument too many/],
    [['create', 'a', '--colour', 'red'], /--colour/],
  ] as const) {
    it(`says what is wrong with ${JSON.stringify(args)}, with status 64`, async () => {
      const { status, warned } = await keys(...args);
      assert.equal(status, 64);
      assert.match(warned, complaint);
    });
  }

  for (const [args, complaint] of [
    [['a', '--limit', 'cpuMs=999999'], '--limit cpuMs= must be at most 30000, received 999999'],
    [['a', '--rate', '0'], '--rate must be at least 1, received 0'],
    [['a', '--concurrency', '99999'], '--concurrency must be at most 10000, received 99999'],
    [['a b'], 'NAME must be 1 to 64 letters, digits and _ . @ -'],
  ] as const) {
    it(`names the bound, and what is beyond it, in the words of ${args.join(' ')}`, async () => {
      const { status, warned } = await keys('create', ...args);
      assert.equal(status, 64);
      assert.ok(warned.startsWith(`cellblock: ${complaint}`), warned);
    });
  }
});
