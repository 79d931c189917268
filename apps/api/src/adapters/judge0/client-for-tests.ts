// Requests as Judge0's clients make them, to an API whose posted jobs a test answers at once, or not at all.

import { after } from 'node:test';
import type { Outcome } from '@cellblock/contract';
import type { Admission, Grant, PostedJob, PostOptions, RunJob } from '@cellblock/queue';
import { z } from 'zod';
import { type Bench, type BenchOptions, benchOf, outcomeOf } from '../../door-for-tests.js';

import type { FieldName } from './fields.js';

export type Answer = { status: number; body: unknown };

type Method = 'GET' | 'POST' | 'DELETE';

type Posted = { job: RunJob; options: PostOptions };

export type Judge0Client = Bench & {
  /** The jobs that were posted, and how. */
  posted: Posted[];
  ask(method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A submission that is waited for. */
  run(fields?: object, query?: string): Promise<{ [field in FieldName | 'error']?: unknown }>;
};

export type ClientOptions = BenchOptions & {
  /** What a job comes to; null: it is not done yet. */
  came?: Outcome | null;
  state?: PostedJob['state'];
};

const Body = z.record(z.string(), z.unknown());

/** A submission that is well, with members in place of its own. */
export const submissionOf = (more: object = {}) => ({
  source_code: 'int main(void) { return 0; }',
  language_id: 50,
  ...more,
});

/** What looks like a key. */
export const key = `cb_${'k'.repeat(43)}`;

const usual: Grant = {
  name: 'k',
  id: '0123456789abcdef',
  rank: 'interactive',
  ratePerMinute: 60,
  concurrency: 2,
  limits: {},
  isOperator: false,
  expiresAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** That a key is known, and allows this. */
export const admitted = (grant: Partial<Grant> = {}): Admission => ({
  kind: 'in',
  grant: { ...usual, ...grant },
  rate: { perMinute: 60, remaining: 59, fullInMs: 1000 },
  leave: () => {},
});

/** How a posted job stands in this state. */
function standing({ job, options: { owner, rank } }: Posted, state: PostedJob['state']): PostedJob {
  return {
    id: job.id,
    kind: 'run',
    owner,
    rank,
    state,
    position: null,
    createdAt: 1_700_000_000_123,
    startedAt: null,
    endedAt: state === 'queued' || state === 'running' ? null : 1_700_000_001_000,
    expiresAt: 1_700_000_009_000,
    error: state === 'failed' ? { code: 'worker_failed', message: 'the worker was lost' } : null,
  };
}

/** A client of an API that has Judge0's routes. */
export function judge0Client({ came = outcomeOf(''), state, ...options }: ClientOptions = {}): Judge0Client {
  const posted: Judge0Client['posted'] = [];
  const find = (id: string) => posted.find(({ job }) => job.id === id);
  const now = state ?? (came === null ? 'queued' : 'done');
  const bench = benchOf({
    adapters: ['judge0'],
    ...options,
    status: {
      workers: [
        {
          id: 'one',
          ready: true,
          sandbox: {},
          rootfs: 'r',
          compilers: { gcc: '12.2.0', tcc: '0.9.27' },
          concurrency: 2,
          programs: 2,
        },
      ],
      ...options.status,
    },
    posted: {
      post: async (job, how) => {
        if (job.kind !== 'run') throw new Error('a submission is no grading');
        const one = { job, options: how };
        posted.unshift(one);
        return { ...standing(one, now), state: 'queued' };
      },
      find: async (id) => {
        const one = find(id);
        return one === undefined ? null : standing(one, now);
      },
      postAndWait: async (job, how) => {
        if (job.kind !== 'run') throw new Error('a submission is no grading');
        const one = { job, options: how };
        posted.unshift(one);
        const outcome =
          came === null || now !== 'done' ? null : { ...came, head: { ...came.head, id: job.id } };
        return { job: standing(one, now), outcome };
      },
      outcome: async (id) => (came === null ? null : { ...came, head: { ...came.head, id } }),
      note: async (id) => find(id)?.options.note ?? null,
      noted: async () => posted.map(({ job }) => job.id),
      forget: async (id) =>
        void posted.splice(0, posted.length, ...posted.filter(({ job }) => job.id !== id)),
      ...options.posted,
    },
  });
  after(() => bench.app.close());
  const ask: Judge0Client['ask'] = async (method, path, body, headers = {}) => {
    const reply = await bench.app.inject({
      method,
      url: path,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(reply.headers['content-type']).startsWith('application/json') && reply.body !== '';
    return { status: reply.statusCode, body: isJson ? reply.json<unknown>() : reply.body };
  };
  const run: Judge0Client['run'] = async (fields = {}, query = 'fields=*') => {
    const { status, body } = await ask('POST', `/submissions?wait=true&${query}`, submissionOf(fields));
    if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return Body.parse(body);
  };
  return { ...bench, posted, ask, run };
}
