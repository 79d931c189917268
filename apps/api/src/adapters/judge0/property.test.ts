// Whatever a client sends, it gets an answer of Judge0's: no 5xx, and no job that is none.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Submission } from '@cellblock/contract';
import fc from 'fast-check';
import { bounds } from './bounds.js';
import { judge0Client } from './client-for-tests.js';

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('', ' ', '\ud800', '\0', '-O2', "'", 'a b', '/w==', 'http://x.org'),
);
const anything = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.jsonValue({ maxDepth: 2 }));
const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: anything });

const numbers = Object.fromEntries(
  Object.entries(bounds).map(([name, { least, most }]) => [
    name,
    mostly(
      fc.oneof(fc.integer({ min: least, max: most }), fc.double({ min: least, max: most, noNaN: true })),
    ),
  ]),
);
const submission = fc.record(
  {
    source_code: mostly(text),
    language_id: mostly(fc.constantFrom(48, 50, '50', 2001, 1)),
    stdin: mostly(text),
    expected_output: mostly(text),
    compiler_options: mostly(fc.constantFrom('-O2', '-Wall -lm', '-x', '-static', null)),
    command_line_arguments: mostly(text),
    additional_files: mostly(fc.constantFrom(null, '', 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==')),
    callback_url: mostly(fc.constantFrom(null, 'https://example.org/x')),
    redirect_stderr_to_stdout: mostly(fc.boolean()),
    enable_network: mostly(fc.constant(false)),
    enable_per_process_and_thread_memory_limit: mostly(fc.boolean()),
    ...numbers,
  },
  { requiredKeys: ['source_code', 'language_id'] },
);
const query = fc
  .record({
    base64_encoded: fc.constantFrom('true', 'false', ''),
    wait: fc.constantFrom('true', 'false'),
    fields: fc.constantFrom('*', '', 'token', 'x'),
  })
  .map((all) => new URLSearchParams(all).toString());

it('a submission of any kind is taken, or refused with 400 or 422', async () => {
  const { ask, posted } = judge0Client();
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(mostly(submission), query, async (body, asked) => {
      posted.length = 0;
      const { status } = await ask('POST', `/submissions?${asked}`, JSON.stringify(body) ?? 'null');
      assert.ok([201, 400, 422].includes(status), `${status}`);
      assert.equal(posted.length, status === 201 ? 1 : 0);
      taken += posted.length;
      for (const { job } of posted) assert.deepEqual(Submission.parse(job.submission), job.submission);
    }),
    { numRuns: 1000 },
  );
  assert.ok(taken > 50, `only ${taken} were taken`);
});

it('a path of any kind under /submissions is told of, or refused with 400 or 404', async () => {
  const { ask } = judge0Client();
  await fc.assert(
    fc.asyncProperty(text, query, async (token, asked) => {
      const { status } = await ask(
        'GET',
        `/submissions/${encodeURIComponent(Buffer.from(token).toString())}?${asked}`,
      );
      assert.ok([200, 400, 404, 414].includes(status), `${status}`);
    }),
    { numRuns: 200 },
  );
});
