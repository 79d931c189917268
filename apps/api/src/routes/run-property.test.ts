// Whatever a client sends, it is never answered with a 5xx: the fake door takes every job it is handed.

import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { ErrorReply, Result, Submission } from '@cellblock/contract';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { benchOf } from '../door-for-tests.js';
import { submission } from './bodies-for-tests.js';

const { app, jobs } = benchOf();
after(() => app.close());

async function check(request: InjectOptions): Promise<void> {
  jobs.length = 0;
  const reply = await app.inject(request);
  assert.ok(reply.statusCode < 500, `${reply.statusCode} ${reply.body}`);
  if (reply.statusCode === 200) {
    assert.equal(jobs.length, 1);
    Submission.parse(jobs[0]?.submission);
    if (String(reply.headers['content-type']).startsWith('application/json')) Result.parse(reply.json());
  } else {
    assert.equal(jobs.length, 0);
    ErrorReply.parse(reply.json());
  }
}

const bodyOf = (value: unknown) => JSON.stringify(value) ?? 'null';
const post = { method: 'POST', url: '/run' } as const;
const types = fc.constantFrom(
  'application/json',
  'text/x-c',
  'application/json; charset=utf-16',
  'text/x-c;',
  'x/y',
);

it('for nearly right submissions', async () => {
  await fc.assert(
    fc.asyncProperty(submission, (value) =>
      check({
        method: 'POST',
        url: '/run',
        payload: bodyOf(value),
        headers: { 'content-type': 'application/json' },
      }),
    ),
    { numRuns: 1500 },
  );
});

it('for any JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), (payload) =>
      check({ ...post, payload, headers: { 'content-type': 'application/json' } }),
    ),
    { numRuns: 300 },
  );
});

it('for any bytes of any type', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), types, (bytes, type) =>
      check({ ...post, payload: Buffer.from(bytes), headers: { 'content-type': type } }),
    ),
    { numRuns: 500 },
  );
});

it('for any query and any Accept', async () => {
  const names = fc.constantFrom('std', 'optimize', 'compiler', 'profile', 'args', 'x', '__proto__');
  const query = fc.array(
    fc.tuple(names, fc.oneof(fc.constantFrom('c99', 'gcc', '2', 'strict'), fc.webQueryParameters())),
  );
  const accept = fc.oneof(
    fc.constantFrom('*/*', 'application/json', 'text/plain'),
    fc.stringMatching(/^[ -~]{0,30}$/),
  );
  await fc.assert(
    fc.asyncProperty(query, accept, (pairs, header) =>
      check({
        ...post,
        url: `/run?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`,
        payload: 'int x;',
        headers: { 'content-type': 'text/x-c', accept: header },
      }),
    ),
    { numRuns: 500 },
  );
});
