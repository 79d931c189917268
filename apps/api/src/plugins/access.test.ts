import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ErrorReply } from '@cellblock/contract';
import type { Admission, Grant } from '@cellblock/queue';
import { type BenchOptions, benchOf } from '../door-for-tests.js';

const key = `cb_${'k'.repeat(43)}`;
const grant: Grant = {
  name: 'moodle',
  id: '0123456789abcdef',
  rank: 'grading',
  ratePerMinute: 60,
  concurrency: 2,
  limits: { cpuMs: 1000, wallMs: 20_000 },
  isOperator: false,
  expiresAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const rate = { perMinute: 60, remaining: 59, fullInMs: 1000 };
const admitted = (leave = () => {}): Admission => ({ kind: 'in', grant, rate, leave });

const rateSaid = ({ headers: { ratelimit } }: { headers: Record<string, unknown> }) => String(ratelimit);

const elsewhere = '192.0.2.9';
const run = (options: BenchOptions, headers: Record<string, string> = {}, body: object = { source: '' }) => {
  const bench = benchOf(options);
  const sent = { method: 'POST', url: '/run', headers, payload: body, remoteAddress: elsewhere } as const;
  return bench.app.inject(sent).then((reply) => ({ reply, ...bench }));
};

describe('where a key is needed', () => {
  for (const [form, headers] of [
    ['Authorization: Bearer', { authorization: `Bearer ${key}` }],
    ['Authorization: bearer', { authorization: `bearer ${key}` }],
    ['X-API-Key', { 'x-api-key': key }],
    ['a password', { authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` }],
  ] as const) {
    it(`whoever sends one as ${form} is let in and told what is left of the rate`, async () => {
      const seen: unknown[] = [];
      const admit = (...given: unknown[]) => {
        seen.push(given);
        return admitted();
      };
      const { reply } = await run({ needsKey: true, admit }, headers);
      assert.equal(reply.statusCode, 200, reply.body);
      assert.deepEqual(seen, [[{ key }, true]]);
      assert.equal(reply.headers['ratelimit-policy'], '"requests";q=60;w=60');
      assert.equal(rateSaid(reply), '"requests";r=59;t=1');
    });
  }

  it('the log says whose key it was, also where the request is refused', async () => {
    const over: Admission = { kind: 'concurrency', grant, rate, retryInMs: 1000 };
    const asked = (admission: Admission, body: object = { source: '' }) =>
      run({ needsKey: true, admit: () => admission }, { 'x-api-key': key }, body);
    const said = [
      await asked(admitted()),
      await asked(admitted(), {}),
      await asked(over),
      await asked({ kind: 'expired', grant: { ...grant, expiresAt: '2026-01-02T00:00:00.000Z' } }),
    ].map(({ lines }) => lines.map(({ msg, key: name }) => [msg, name]));
    assert.deepEqual(said, [
      [['submission', 'moodle']],
      [['request refused', 'moodle']],
      [['request refused', 'moodle']],
      [['request refused', 'moodle']],
    ]);
  });

  it('the log says from where a request without a key came, and not where this machine sent it', async () => {
    const open: BenchOptions = { admit: () => ({ kind: 'in', grant: null, rate, leave: () => {} }) };
    const from = async (remoteAddress: string, headers: Record<string, string> = {}, options = open) => {
      const { app, lines } = benchOf(options);
      await app.inject({ method: 'POST', url: '/run', headers, payload: { source: '' }, remoteAddress });
      await new Promise(setImmediate);
      return lines.map(({ msg, address, key: name }) => [msg, address, name]);
    };
    const known: BenchOptions = { needsKey: true, admit: () => admitted() };
    const unknown: BenchOptions = { needsKey: true, admit: () => ({ kind: 'unknown' }) };
    assert.deepEqual(await from(elsewhere), [['submission', elsewhere, undefined]]);
    assert.deepEqual(await from('2001:db8:1:2:3::4'), [['submission', '2001:db8:1:2::/64', undefined]]);
    assert.deepEqual(await from('127.0.0.1'), [['submission', undefined, undefined]]);
    const refused = [['request refused', elsewhere, undefined]];
    assert.deepEqual(await from(elsewhere, {}, known), refused);
    assert.deepEqual(await from(elsewhere, { 'x-api-key': 'cb_short' }, known), refused);
    assert.deepEqual(await from(elsewhere, { 'x-api-key': key }, unknown), refused);
    assert.deepEqual(await from(elsewhere, { 'x-api-key': key }, known), [
      ['submission', undefined, 'moodle'],
    ]);
  });

  it('whoever has none is told how to send one, before the body is read', async () => {
    const { reply, jobs } = await run({ needsKey: true }, {}, { wrong: true });
    assert.equal(reply.statusCode, 401);
    assert.equal(reply.headers['www-authenticate'], 'Bearer realm="cellblock"');
    assert.match(ErrorReply.parse(reply.json()).error.message, /Authorization: Bearer cb_/);
    assert.equal(jobs.length, 0);
  });

  for (const given of ['cb_short', 'Bearer', key.slice(0, -1), `${key}k`, '']) {
    it(`what can't be a key, ${JSON.stringify(given)}, is refused without asking Redis`, async () => {
      const admit = () => assert.fail('asked');
      const { reply } = await run({ needsKey: true, admit }, { 'x-api-key': given });
      assert.equal(reply.statusCode, 401);
      assert.ok(!reply.body.includes(given) || given.length < 10);
    });
  }

  it('this machine needs one too', async () => {
    const { app } = benchOf({ needsKey: true });
    const reply = await app.inject({ method: 'POST', url: '/run', payload: { source: '' } });
    assert.equal(reply.statusCode, 401);
  });

  for (const url of ['/', '/limits', '/health', '/version']) {
    it(`${url} is for everybody`, async () => {
      const reply = await benchOf({ needsKey: true }).app.inject(url);
      assert.ok([200, 503].includes(reply.statusCode), reply.body);
    });
  }

  it('every route that does not say it is public is closed', async () => {
    const { app } = benchOf({ needsKey: true });
    app.get('/of-tomorrow', async () => 'secret');
    assert.equal((await app.inject('/of-tomorrow')).statusCode, 401);
  });
});

describe('an API key', () => {
  const sent = { 'x-api-key': key };

  it('that is not known is refused, also where none is needed', async () => {
    const { reply } = await run({}, sent);
    assert.equal(reply.statusCode, 401);
    assert.match(reply.json().error.message, /not known/);
  });

  it('that expired is refused with the date', async () => {
    const expired = { ...grant, expiresAt: '2026-02-01T00:00:00.000Z' };
    const { reply } = await run({ admit: () => ({ kind: 'expired', grant: expired }) }, sent);
    assert.equal(reply.statusCode, 401);
    assert.match(reply.json().error.message, /2026-02-01/);
  });

  for (const [kind, bound] of [
    ['rate', /at most 60 a minute/],
    ['concurrency', /at most 2 at once/],
  ] as const) {
    it(`whose ${kind} is used up gets 429, the bound, and when to come again`, async () => {
      const admit = (): Admission => ({ kind, grant, rate: { ...rate, remaining: 0 }, retryInMs: 7001 });
      const { reply, jobs } = await run({ admit }, sent);
      assert.equal(reply.statusCode, 429);
      assert.equal(reply.headers['retry-after'], '8');
      assert.match(rateSaid(reply), /r=0/);
      assert.match(reply.json().error.message, bound);
      assert.equal(jobs.length, 0);
    });
  }

  it('gives its place back when the request is over, also when it was refused', async () => {
    for (const body of [{ source: '' }, { source: 7 }]) {
      let left = 0;
      await run({ admit: () => admitted(() => void left++) }, sent, body);
      assert.equal(left, 1);
    }
  });

  it('bounds what is asked for, naming field and maximum', async () => {
    const body = { source: '', limits: { cpuMs: 1001 } };
    const { reply } = await run({ admit: () => admitted() }, sent, body);
    assert.equal(reply.statusCode, 400);
    const { error } = ErrorReply.parse(reply.json());
    assert.equal(error.field, 'limits.cpuMs');
    assert.match(error.message, /at most 1000 with this API key, received 1001/);
  });

  it('bounds what is not asked for, where the default is above its maximum', async () => {
    const { jobs } = await run({ admit: () => admitted() }, sent, { source: '' });
    assert.deepEqual(jobs[0]?.submission.limits, { cpuMs: 1000, wallMs: 10_000 });
  });
});

describe('where no key is needed', () => {
  it('this machine comes in without asking Redis', async () => {
    const { app } = benchOf({ admit: () => assert.fail('asked') });
    const reply = await app.inject({ method: 'POST', url: '/run', payload: { source: '' } });
    assert.equal(reply.statusCode, 200);
    assert.equal(rateSaid(reply), 'undefined');
  });

  it('others are counted by their address', async () => {
    const seen: unknown[] = [];
    const admit = (visitor: unknown): Admission => {
      seen.push(visitor);
      return { kind: 'in', grant: null, rate, leave: () => {} };
    };
    const { reply } = await run({ admit });
    assert.equal(reply.statusCode, 200);
    assert.deepEqual(seen, [{ owner: `address:${elsewhere}`, ratePerMinute: 60 }]);
  });

  it('a header that names another address changes nothing', async () => {
    const seen: unknown[] = [];
    const admit = (visitor: unknown): Admission => {
      seen.push(visitor);
      return { kind: 'in', grant: null, rate, leave: () => {} };
    };
    await run({ admit }, { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' });
    assert.deepEqual(seen, [{ owner: `address:${elsewhere}`, ratePerMinute: 60 }]);
  });
});

describe('what anybody may read, but not without end,', () => {
  const id = 'A'.repeat(22);
  const urls = [`/pastes/${id}`, `/pastes/${id}/raw`, `/p/${id}`, `/p/${id}/embed`, '/pastes', '/recent'];
  const benchFor = (options: BenchOptions) => {
    const seen: unknown[] = [];
    const admit = (...given: unknown[]): Admission => {
      seen.push(given);
      const spent = { ...rate, remaining: 0 };
      return seen.length === 1
        ? { kind: 'in', grant: null, rate, leave: () => {} }
        : { kind: 'rate', grant: null, rate: spent, retryInMs: 7001 };
    };
    return { seen, ...benchOf({ admit, isListing: true, needsKey: true, ...options }) };
  };

  for (const url of urls) {
    it(`is counted by its reader's address, apart from what callers do: ${url}`, async () => {
      const { app, seen } = benchFor({});
      for (const status of [url.includes(id) ? 404 : 200, 429]) {
        const reply = await app.inject({ url, remoteAddress: elsewhere, headers: { 'x-api-key': key } });
        assert.equal(reply.statusCode, status, reply.body);
        if (status !== 429) continue;
        assert.equal(reply.headers['retry-after'], '8');
        assert.match(reply.json().error.message, /too many requests: at most 60 a minute/);
      }
      const head = await app.inject({ method: 'HEAD', url, remoteAddress: elsewhere });
      assert.equal(head.statusCode, 429);
      const visitor = { owner: `reader:address:${elsewhere}`, ratePerMinute: 90 };
      assert.deepEqual(
        seen,
        [1, 2, 3].map(() => [visitor, false]),
      );
    });
  }

  it('is a page for a browser, which says when to come again', async () => {
    const { app } = benchFor({});
    const headers = { accept: 'text/html' };
    for (const url of ['/recent', `/p/${id}`, `/p/${id}/embed`]) {
      const reply = await app.inject({ url, remoteAddress: elsewhere, headers });
      if (url === '/recent') continue;
      assert.equal(reply.statusCode, 429);
      assert.equal(reply.headers['retry-after'], '8');
      assert.match(reply.body, /Wait 8 s/);
    }
  });

  it('is not counted on this machine, nor where the operator wants no bound, nor where it is cheap', async () => {
    const { app, seen } = benchFor({});
    for (const url of urls) await app.inject(url);
    const { app: boundless, seen: counted } = benchFor({ readRatePerMinute: 0 });
    for (const url of urls) await boundless.inject({ url, remoteAddress: elsewhere });
    for (const url of ['/', '/limits', '/version', '/docs'])
      await app.inject({ url, remoteAddress: elsewhere });
    assert.deepEqual([...seen, ...counted], []);
  });
});

describe('what is for the operator', () => {
  const asked = (options: BenchOptions, remoteAddress: string, headers: Record<string, string> = {}) => {
    const { app } = benchOf(options);
    app.get('/for-operators', { config: { access: 'operator' } }, async () => 'secret');
    return app.inject({ url: '/for-operators', remoteAddress, headers });
  };
  const sent = { 'x-api-key': key };

  it('opens to an operator’s key', async () => {
    const admit = (): Admission =>
      ({ ...admitted(), kind: 'in', grant: { ...grant, isOperator: true } }) as Admission;
    assert.equal((await asked({ needsKey: true, admit }, elsewhere, sent)).statusCode, 200);
  });

  it('opens to this machine where no key is needed, and only there', async () => {
    assert.equal((await asked({}, '127.0.0.1')).statusCode, 200);
    assert.equal((await asked({ needsKey: true }, '127.0.0.1')).statusCode, 401);
  });

  it('stays closed to this machine where everybody is let in, as they may come through a proxy on it', async () => {
    assert.equal((await asked({ isOpen: true }, '127.0.0.1')).statusCode, 401);
    const admit = (): Admission =>
      ({ ...admitted(), kind: 'in', grant: { ...grant, isOperator: true } }) as Admission;
    assert.equal((await asked({ isOpen: true, admit }, '127.0.0.1', sent)).statusCode, 200);
    const { app } = benchOf({ isOpen: true });
    for (const url of ['/metrics', '/dashboard']) assert.equal((await app.inject(url)).statusCode, 401);
    assert.equal(
      (await app.inject({ method: 'POST', url: '/run', payload: { source: '' } })).statusCode,
      200,
    );
  });

  it('asks a browser for a password', async () => {
    const admit = (): Admission => ({ kind: 'in', grant: null, rate, leave: () => {} });
    for (const needsKey of [true, false]) {
      const reply = await asked({ needsKey, admit }, elsewhere);
      assert.equal(reply.statusCode, 401);
      assert.equal(reply.headers['www-authenticate'], 'Basic realm="cellblock"');
    }
  });

  it('stays closed to other keys, also from this machine', async () => {
    for (const from of [elsewhere, '127.0.0.1']) {
      const reply = await asked({ admit: () => admitted() }, from, sent);
      assert.equal(reply.statusCode, 403);
    }
  });
});

describe('on this machine, where no key is needed', () => {
  const list = (host: string, options: BenchOptions = {}) =>
    benchOf(options).app.inject({ method: 'GET', url: '/jobs/x', headers: { host } });

  for (const host of [
    'localhost',
    'localhost:8080',
    '127.0.0.1:8080',
    '[::1]:8080',
    'cell.localhost',
    'mybox',
  ]) {
    it(`${host} is a name of it`, async () => {
      assert.equal((await list(host)).statusCode, 404);
    });
  }

  for (const host of [
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '%',
  ]) {
    it(`${host} is a name that somebody else has pointed here`, async () => {
      const reply = await list(host);
      assert.equal(reply.statusCode, 403);
      assert.equal(ErrorReply.parse(reply.json()).error.field, 'host');
    });
  }

  it('a name is taken that the operator allows, and any by whoever has a key', async () => {
    const origins = ['https://cell.example'];
    assert.equal((await list('cell.example', { corsOrigins: origins })).statusCode, 404);
    const { app } = benchOf({ admit: () => admitted() });
    const headers = { host: 'cell.example', 'x-api-key': key };
    assert.equal((await app.inject({ method: 'GET', url: '/jobs/x', headers })).statusCode, 404);
  });
});
