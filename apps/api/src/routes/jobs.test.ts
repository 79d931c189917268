// POST /jobs, and GET and DELETE of what it gave, over a real queue.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it as unlimited } from 'node:test';
import { AppError, ErrorReply, JobStatus } from '@cellblock/contract';
import { outcomeOf } from '../door-for-tests.js';
import { as, queueForTests, type Work } from '../queue-for-tests.js';

const it = (title: string, body: () => Promise<void>) => unlimited(title, { timeout: 30_000 }, body);

const start = queueForTests();
const json = { 'content-type': 'application/json' };
const source = 'int main(void) { return 0; }';

const post = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${start().url}/jobs`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });

const get = (id: string, query = '', headers: Record<string, string> = {}) =>
  fetch(`${start().url}/jobs/${id}${query}`, { headers });

const statusOf = async (response: Response) => JobStatus.parse(await response.json());
const runIn = ({ result }: JobStatus) => (result !== null && 'run' in result ? result.run : null);
const posted = async (body: object = { source }, headers = {}) => statusOf(await post(body, headers));

async function refusalOf(response: Response) {
  const { error } = ErrorReply.parse(await response.json());
  return [response.status, error.code, error.field ?? null];
}

/** A worker for the time of a test. */
async function during(evaluate: Work, body: () => Promise<void>): Promise<void> {
  const bench = await start().work(evaluate);
  await body();
  await bench.close();
}

const says =
  (stdout: string, stderr = ''): Work =>
  async ({ id }) => {
    const outcome = outcomeOf(stdout);
    const chunks = [...outcome.chunks, { stream: 'stderr' as const, bytes: Buffer.from(stderr) }];
    return { ...outcome, chunks, head: { ...outcome.head, id } };
  };

describe('POST /jobs', () => {
  it('answers 202 with the place and the state, and the result is there later', async () => {
    const response = await post({ source, stdin: 'x' });
    assert.equal(response.status, 202);
    const job = await statusOf(response);
    assert.equal(response.headers.get('location'), `/jobs/${job.id}`);
    assert.deepEqual([job.state, job.kind, job.priority, job.result], ['queued', 'run', 'grading', null]);
    const second = await posted();
    assert.equal((await statusOf(await get(second.id))).position, 1);
    await during(says('hello\n'), async () => {
      const done = await statusOf(await get(job.id, '?wait=20s'));
      assert.deepEqual([done.state, done.position, done.error], ['done', null, null]);
      assert.deepEqual([done.result?.id, runIn(done)?.stdout], [job.id, 'hello\n']);
      assert.ok(Date.parse(done.endedAt ?? '') >= Date.parse(done.createdAt));
      assert.ok(Date.parse(done.expiresAt) > Date.now());
      assert.equal((await statusOf(await get(second.id, '?wait=20s'))).state, 'done');
    });
  });

  it('takes a bare source with its options', async () => {
    const response = await fetch(`${start().url}/jobs?std=c99&args=a`, {
      method: 'POST',
      headers: { 'content-type': 'text/x-c' },
      body: source,
    });
    const { id } = await statusOf(response);
    const seen: unknown[] = [];
    const work: Work = async (job, ...rest) => {
      seen.push(job.submission.compiler.standard, job.submission.args, job.submission.source);
      return says('')(job, ...rest);
    };
    await during(work, async () => void (await get(id, '?wait=20s')));
    assert.deepEqual(seen, ['c99', ['a'], source]);
  });

  for (const [name, body, field] of [
    ['a wrong field', { source, limits: { cpuMs: 999_999 } }, 'limits.cpuMs'],
    ['an unknown field', { source, sdtin: '' }, 'sdtin'],
    ['an unknown priority', { source, priority: 'highest' }, 'priority'],
    ['no source', {}, 'source'],
  ] as const) {
    it(`refuses ${name}`, async () => {
      assert.deepEqual(await refusalOf(await post(body)), [400, 'invalid_field', field]);
    });
  }

  it('refuses a priority above that of the key, and takes any below', async () => {
    const grader = as('grader');
    const refused = await refusalOf(await post({ source, priority: 'interactive' }, grader));
    assert.deepEqual(refused, [403, 'forbidden', 'priority']);
    assert.equal((await posted({ source, priority: 'regrading' }, grader)).priority, 'regrading');
    assert.equal((await posted({ source, priority: 'interactive' })).priority, 'interactive');
  });

  it('logs the id and nothing of the program', async () => {
    const { id } = await posted({ source: 'int main(void) { secret(); }' });
    assert.ok(start().log().includes(id));
    assert.doesNotMatch(start().log(), /secret/);
  });
});

describe('GET /jobs/:id', () => {
  it('gives the output as text, and either stream as raw bytes', async () => {
    const { id } = await posted();
    await during(says('out\xff', 'err'), async () => void (await get(id, '?wait=20s')));
    const accepting = async (accept: string) => {
      const response = await get(id, '', { accept });
      assert.equal(response.headers.get('cellblock-verdict'), 'ok');
      return Buffer.from(await response.arrayBuffer()).toString();
    };
    assert.equal(await accepting('text/plain'), 'out\xfferr');
    assert.equal(await accepting('application/octet-stream'), 'out\xff');
    assert.equal(await accepting('application/octet-stream; stream=stderr'), 'err');
  });

  it('is 409 where output is wanted and there is none', async () => {
    const { id } = await posted();
    const raw = { accept: 'application/octet-stream' };
    assert.deepEqual(await refusalOf(await get(id, '', raw)), [409, 'conflict', null]);
    assert.equal((await statusOf(await get(id))).state, 'queued');
  });

  it('waits no longer than it is told', async () => {
    const { id } = await posted();
    const began = performance.now();
    const { state } = await statusOf(await get(id, '?wait=300ms'));
    const ms = performance.now() - began;
    assert.equal(state, 'queued');
    assert.ok(ms >= 290, `${ms}`);
  });

  it('says why a job has no result', async () => {
    const { id } = await posted();
    const refusal = new AppError('invalid_field', { field: 'compiler.name', message: 'no clang here' });
    await during(
      () => Promise.reject(refusal),
      async () => {
        const { state, error, result } = await statusOf(await get(id, '?wait=20s'));
        const told = { code: 'invalid_field', message: 'no clang here', field: 'compiler.name' };
        assert.deepEqual([state, error, result], ['failed', told, null]);
      },
    );
  });

  for (const wait of ['30', '61s', '-1s', '1e3s', 's', '30s;', '99999999s']) {
    it(`refuses ?wait=${wait}`, async () => {
      const { id } = await posted();
      assert.deepEqual(await refusalOf(await get(id, `?wait=${wait}`)), [400, 'invalid_field', 'wait']);
    });
  }

  it('is 404 for what was never posted, and for what is odd', async () => {
    for (const id of [
      'nothing',
      '00000000-0000-4000-8000-000000000000',
      '*',
      '%2e%2e%2fmeta',
      'a'.repeat(90),
    ]) {
      assert.deepEqual(await refusalOf(await get(id)), [404, 'not_found', null], id);
    }
  });

  it('is 404 for the job of somebody else, whatever is asked, and changes nothing', async () => {
    const { id } = await posted({ source }, as('alice'));
    for (const headers of [as('bob'), {}]) {
      assert.deepEqual(await refusalOf(await get(id, '', headers)), [404, 'not_found', null]);
      assert.deepEqual(await refusalOf(await get(`${id}/events`, '', headers)), [404, 'not_found', null]);
      const deleted = await fetch(`${start().url}/jobs/${id}`, { method: 'DELETE', headers });
      assert.deepEqual(await refusalOf(deleted), [404, 'not_found', null]);
    }
    assert.equal((await statusOf(await get(id, '', as('alice')))).state, 'queued');
  });
});

describe('DELETE /jobs/:id', () => {
  const remove = (id: string) => fetch(`${start().url}/jobs/${id}`, { method: 'DELETE' });

  it('cancels a job that waits; twice is once', async () => {
    const { id } = await posted();
    assert.equal((await remove(id)).status, 204);
    assert.equal((await remove(id)).status, 204);
    const { state, endedAt } = await statusOf(await get(id));
    assert.deepEqual([state, endedAt !== null], ['cancelled', true]);
  });

  it('cancels a job that runs', async () => {
    // Jobs of other tests may still wait; interactive goes first.
    const { id } = await posted({ source, priority: 'interactive' });
    const stopped: Promise<unknown>[] = [];
    const work: Work = async (job, signal, emit) => {
      if (job.id !== id) return says('')(job, signal, emit);
      const stop = once(signal, 'abort');
      stopped.push(stop);
      await stop;
      throw signal.reason;
    };
    await during(work, async () => {
      while ((await statusOf(await get(id))).state !== 'running' || stopped.length === 0);
      assert.equal((await remove(id)).status, 204);
      await stopped[0];
      assert.equal((await statusOf(await get(id, '?wait=20s'))).state, 'cancelled');
    });
  });

  it('is 409 once the job has ended, and leaves the result', async () => {
    const { id } = await posted({ source, priority: 'interactive' });
    await during(says('kept'), async () => void (await get(id, '?wait=20s')));
    assert.deepEqual(await refusalOf(await remove(id)), [409, 'conflict', null]);
    assert.equal(runIn(await statusOf(await get(id)))?.stdout, 'kept');
  });

  it('takes no offence at a media type without a body', async () => {
    const { id } = await posted({ source });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${start().url}/jobs/${id}`, { method: 'DELETE', headers });
    assert.equal(response.status, 204);
  });

  it('is 404 for what was never posted', async () => {
    assert.deepEqual(await refusalOf(await remove('nothing')), [404, 'not_found', null]);
  });
});
