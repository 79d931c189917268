import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '@cellblock/contract';
import { z } from 'zod';
import { outcomeOf } from '../../door-for-tests.js';
import { judge0Client, submissionOf } from './client-for-tests.js';

const bases = ['', '/judge0'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('POST /submissions', () => {
  for (const base of bases) {
    it(`answers with a token under '${base}', slash or not, and GET knows it`, async () => {
      const { ask, posted } = judge0Client();
      for (const path of [`${base}/submissions`, `${base}/submissions/?wait=false`]) {
        const { status, body } = await ask('POST', path, submissionOf());
        const token = posted[0]?.job.id ?? '';
        assert.deepEqual([status, body], [201, { token }]);
        assert.match(token, uuid);
        const told = await ask('GET', `${base}/submissions/${token}/?fields=token`);
        assert.deepEqual(told, { status: 200, body: { token } });
      }
    });
  }

  it('takes what it asks for from query and body alike', async () => {
    const { ask } = judge0Client();
    const asked = submissionOf({ wait: 'true', fields: 'status_id' });
    assert.deepEqual(await ask('POST', '/submissions', asked), { status: 201, body: { status_id: 3 } });
    const inQuery = await ask('POST', '/submissions?wait=true&fields=status_id&language_id=50', {
      source_code: 'x',
    });
    assert.deepEqual(inQuery.body, { status_id: 3 });
  });

  it('tells that it waits no longer where the job has not ended', async () => {
    const { run } = judge0Client({ came: null });
    assert.deepEqual((await run()).status, { id: 1, description: 'In Queue' });
  });

  const refused: [error: Error, status: number, body: unknown][] = [
    [new AppError('queue_full'), 503, { error: 'queue is full' }],
    [new AppError('queue_unavailable'), 503, { error: 'the queue cannot be reached; try again later' }],
    [new Error('secret'), 500, { error: 'something went wrong on our side' }],
  ];
  for (const [error, status, body] of refused) {
    it(`is ${status} for ${error.message}`, async () => {
      const { ask } = judge0Client({ posted: { post: () => Promise.reject(error) } });
      assert.deepEqual(await ask('POST', '/submissions', submissionOf()), { status, body });
      const batch = await ask('POST', '/submissions/batch', { submissions: [submissionOf()] });
      assert.deepEqual(batch, { status, body });
    });
  }

  it('is 400 for what is no JSON', async () => {
    const { status, body } = await judge0Client().ask('POST', '/submissions', '{');
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), /^\{"error":"the body is not JSON/);
  });
});

describe('submissions under an Idempotency-Key', () => {
  const made = '01234567-89ab-4cde-8f01-23456789abcd';
  const jobsOf = async (
    path: string,
    body: object,
    headers: Record<string, string> = { 'idempotency-key': 'k' },
  ) => {
    const { ask, posted } = judge0Client({
      reserve: async () => ({ kind: 'first', id: made, keep: async () => {}, giveUp: () => {} }),
    });
    assert.equal((await ask('POST', path, body, headers)).status, 201);
    return posted.reverse().map(({ job: { id }, options: { isRepeatable } }) => ({ id, isRepeatable }));
  };

  for (const query of ['', '?wait=true']) {
    it(`are the same job where they are sent to the next API process${query && `, with ${query}`}`, async () => {
      const expected = [{ id: made, isRepeatable: true }];
      for (const _ of [1, 2])
        assert.deepEqual(await jobsOf(`/submissions${query}`, submissionOf()), expected);
      const [other] = await jobsOf(`/submissions${query}`, submissionOf(), {});
      assert.notEqual(other?.id, made);
      assert.equal(other?.isRepeatable, false);
    });
  }

  it('are the same jobs in a batch, each its own', async () => {
    const batch = { submissions: [submissionOf(), {}, submissionOf(), submissionOf()] };
    const [one, two] = [await jobsOf('/submissions/batch', batch), await jobsOf('/submissions/batch', batch)];
    assert.deepEqual(one, two);
    assert.equal(new Set(one.map(({ id }) => id)).size, 3);
    for (const { id, isRepeatable } of one) {
      assert.ok(z.uuid().safeParse(id).success, id);
      assert.ok(isRepeatable);
    }
  });
});

describe('a batch', () => {
  it('is answered in its order, each by a token or by what is wrong', async () => {
    const { ask, posted } = judge0Client();
    const submissions = [submissionOf(), { language_id: 50 }, null, submissionOf()];
    const { status, body } = await ask('POST', '/submissions/batch', { submissions });
    const blank = { source_code: ["can't be blank"] };
    const [second, first] = posted.map(({ job }) => ({ token: job.id }));
    const nothing = { ...blank, language_id: ["can't be blank"] };
    assert.deepEqual([status, body], [201, [first, blank, nothing, second]]);
  });

  it('is told in pieces where it is much, as of twenty it may be more than a string can hold', async () => {
    const { app, ask, posted } = judge0Client({ came: outcomeOf(Buffer.alloc(1_000_000, '\u0001')) });
    await ask('POST', '/submissions', submissionOf());
    const token = posted[0]?.job.id ?? '';
    for (const [path, pieces] of [
      [`/submissions/${token}`, true],
      [`/submissions/batch?tokens=${token},${token}`, true],
      [`/submissions/${token}?fields=token`, false],
    ] as const) {
      const { statusCode, headers, body } = await app.inject({ method: 'GET', url: path });
      assert.deepEqual([statusCode, headers['content-length'] === undefined], [200, pieces], path);
      if (pieces) assert.ok(JSON.stringify(JSON.parse(body)).includes('\\u0001'.repeat(1_000_000)));
    }
  });

  it('without a single submission that is well is 422', async () => {
    const { ask } = judge0Client();
    assert.equal((await ask('POST', '/submissions/batch', { submissions: [{}, {}] })).status, 422);
  });

  it('that fills the queue says which are in', async () => {
    const bench = judge0Client({
      posted: {
        post: async (job, options) => {
          if (bench.posted.length > 0) throw new AppError('queue_full');
          if (job.kind === 'run') bench.posted.push({ job, options });
          return {
            ...options,
            id: job.id,
            kind: 'run',
            state: 'queued',
            position: null,
            createdAt: 1,
            startedAt: null,
            endedAt: null,
            expiresAt: 2,
            error: null,
          };
        },
      },
    });
    const { status, body } = await bench.ask('POST', '/submissions/batch', {
      submissions: [submissionOf(), submissionOf()],
    });
    assert.equal(status, 201);
    assert.deepEqual(body, [{ token: bench.posted[0]?.job.id }, { error: ['queue is full'] }]);
  });

  const none = { error: 'there should be at least one submission in a batch' };
  const many = { error: 'number of submissions in a batch should be less than or equal to 20' };
  const sizes: [method: 'GET' | 'POST', path: string, body: unknown, error: object][] = [
    ['POST', '', {}, none],
    ['POST', '', { submissions: [] }, none],
    ['POST', '', { submissions: 'x' }, none],
    ['POST', '', { submissions: Array.from({ length: 21 }, () => submissionOf()) }, many],
    ['GET', '', undefined, none],
    ['GET', '?tokens=', undefined, none],
    ['GET', `?tokens=${Array.from({ length: 21 }, () => 'a').join()}`, undefined, many],
  ];
  for (const [method, query, payload, body] of sizes) {
    it(`is refused: ${method} ${query.slice(0, 20)} ${JSON.stringify(payload)?.slice(0, 40)}`, async () => {
      const answer = await judge0Client().ask(method, `/submissions/batch${query}`, payload);
      assert.deepEqual(answer, { status: 400, body });
    });
  }

  it('is told of by tokens in the query or a header, null for those that are not known', async () => {
    const { ask, run } = judge0Client();
    const { token } = await run();
    const submissions = [{ token }, null, { token }];
    const inQuery = await ask('GET', `/submissions/batch?tokens=${token},nothing,${token}&fields=token`);
    assert.deepEqual(inQuery, { status: 200, body: { submissions } });
    const tokens = `${token},nothing,${token}`;
    const inHeader = await ask('GET', '/submissions/batch?fields=token', undefined, { tokens });
    assert.deepEqual(inHeader.body, { submissions });
  });
});

describe('GET /submissions', () => {
  it('lists pages, the latest first', async () => {
    const { ask, run, posted } = judge0Client();
    for (let made = 0; made < 5; made++) await run();
    const tokens = posted.map(({ job }) => ({ token: job.id }));
    const page = async (query: string) => (await ask('GET', `/submissions?fields=token&${query}`)).body;
    const meta = { total_pages: 3, total_count: 5 };
    assert.deepEqual(await page('page=2&per_page=2'), {
      submissions: tokens.slice(2, 4),
      meta: { current_page: 2, next_page: 3, prev_page: 1, ...meta },
    });
    assert.deepEqual(await page('page=3&per_page=2'), {
      submissions: tokens.slice(4),
      meta: { current_page: 3, next_page: null, prev_page: 2, ...meta },
    });
    assert.deepEqual(await page(''), {
      submissions: tokens,
      meta: { current_page: 1, next_page: null, prev_page: null, total_pages: 1, total_count: 5 },
    });
  });

  for (const [query, error] of [
    ['page=-4', 'invalid page: -4'],
    ['page=0', 'invalid page: 0'],
    ['page=x', 'invalid page: 0'],
    ['per_page=-1', 'invalid per_page: -1'],
  ] as const) {
    it(`refuses ${query}`, async () => {
      assert.deepEqual(await judge0Client().ask('GET', `/submissions?${query}`), {
        status: 400,
        body: { error },
      });
    });
  }
});

describe('GET and DELETE /submissions/:token', () => {
  it('are 404 for what is not known', async () => {
    for (const method of ['GET', 'DELETE'] as const)
      assert.equal((await judge0Client().ask(method, '/submissions/nothing')).status, 404);
  });

  it('tell a last time, in base64, what is then gone', async () => {
    const { ask, run } = judge0Client();
    const { token } = await run();
    const path = `/submissions/${token}`;
    const { status, body } = await ask('DELETE', `${path}?fields=source_code`);
    assert.equal(status, 200);
    assert.deepEqual(body, { source_code: Buffer.from('int main(void) { return 0; }').toString('base64') });
    assert.equal((await ask('GET', path)).status, 404);
  });

  it('delete nothing that has not ended', async () => {
    const { ask, run } = judge0Client({ state: 'running' });
    const { token } = await run();
    assert.deepEqual(await ask('DELETE', `/submissions/${token}`), {
      status: 400,
      body: { error: 'submission cannot be deleted because its status is 2 (Processing)' },
    });
  });
});
