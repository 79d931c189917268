// Whatever a client sends, it is never answered with a 5xx: the fake door takes every job it is handed.

import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import {
  ErrorReply,
  optimizations,
  profiles,
  Result,
  runLimits,
  Submission,
  standards,
} from '@cellblock/contract';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { benchOf } from '../door-for-tests.js';

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

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\0', '', 'a.c', '='),
);
const anything = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.jsonValue({ maxDepth: 3 }),
);
const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 25, arbitrary: usual }, { weight: 1, arbitrary: anything });
const listOf = <T>(item: fc.Arbitrary<T>) => mostly(fc.array(mostly(item), { maxLength: 4 }));
const encoding = fc.constantFrom('utf8', 'base64');
const file = fc.record(
  {
    path: mostly(fc.constantFrom('main.c', 'a/b.c', 'a', 'x.h', '../x.c', '/x.c')),
    content: mostly(fc.oneof(text, fc.base64String())),
    encoding: mostly(encoding),
  },
  { requiredKeys: ['path', 'content'] },
);
const limit = ({ minimum, maximum }: { minimum: number; maximum: number }) =>
  mostly(fc.integer({ min: minimum - 1, max: maximum + 1 }));
const limits = fc.record(
  Object.fromEntries(Object.entries(runLimits).map(([name, bounds]) => [name, limit(bounds)])),
  { requiredKeys: [] },
);
const compiler = fc.record(
  {
    name: mostly(fc.constantFrom('gcc', 'tcc')),
    standard: mostly(fc.constantFrom(...standards)),
    optimize: mostly(fc.constantFrom(...optimizations)),
    warnings: listOf(fc.constantFrom('all', 'extra')),
    defines: mostly(fc.dictionary(fc.oneof(fc.constantFrom('A', '_b', 'constructor'), text), mostly(text))),
    libraries: listOf(fc.constantFrom('m')),
    link: mostly(fc.constantFrom('dynamic', 'static')),
    sanitize: listOf(fc.constantFrom('address', 'undefined')),
  },
  { requiredKeys: [] },
);
const submission = fc.record(
  {
    source: mostly(text),
    files: listOf(file),
    stdin: mostly(text),
    stdinEncoding: mostly(encoding),
    args: listOf(text),
    compiler: mostly(compiler),
    inputs: listOf(file),
    outputs: listOf(text),
    profile: mostly(fc.constantFrom(...profiles)),
    limits: mostly(limits),
  },
  { requiredKeys: ['source'] },
);

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
