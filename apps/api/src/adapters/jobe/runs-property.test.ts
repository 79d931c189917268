// Whatever a client sends, it gets a result or a string that says why not: no 5xx, and no job that is none.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Submission } from '@cellblock/contract';
import fc from 'fast-check';
import { jobeClient, Result } from './client-for-tests.js';

const text = fc.oneof(fc.string(), fc.constantFrom('c', 'C', '\ud800', '', '\0', '-Wall', "'", 'a.c', '-lm'));
const anything = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.jsonValue({ maxDepth: 2 }));
const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: anything });
const words = mostly(fc.array(mostly(text), { maxLength: 4 }));
const number = mostly(fc.oneof(fc.integer({ min: -2, max: 40 }), fc.double()));
const parameters = fc.record(
  {
    cputime: mostly(fc.integer({ min: -1, max: 31 })),
    memorylimit: number,
    disklimit: number,
    streamsize: number,
    numprocs: number,
    compileargs: words,
    linkargs: words,
    interpreterargs: words,
    runargs: words,
  },
  { requiredKeys: [] },
);
const spec = fc.record(
  {
    language_id: mostly(fc.constantFrom('c', 'C')),
    sourcecode: mostly(text),
    sourcefilename: mostly(fc.constantFrom('prog.c', '__tester__.c', 'main.c', 'a b.c', '.c')),
    input: mostly(text),
    file_list: mostly(
      fc.array(
        mostly(
          fc.tuple(
            fc.constantFrom('abcdefgh', 'abcdefghi', 'short'),
            fc.constantFrom('a.c', 'a.h', 'x', '-x'),
          ),
        ),
        { maxLength: 3 },
      ),
    ),
    parameters: mostly(parameters),
  },
  { requiredKeys: ['language_id', 'sourcecode'] },
);

it('a run_spec of any kind is a result, or refused with 400 or 404', async () => {
  const { ask, post, jobs } = jobeClient();
  const contents = { file_contents: 'aW50IGE7' };
  for (const id of ['abcdefgh', 'abcdefghi']) await ask('PUT', `/restapi/files/${id}`, contents);
  await fc.assert(
    fc.asyncProperty(mostly(fc.record({ run_spec: mostly(spec) })), async (body) => {
      jobs.length = 0;
      const answer = await post(body);
      assert.equal(answer.type, 'application/json; charset=utf-8');
      if (answer.status === 200) Result.parse(answer.body);
      else assert.deepEqual([[400, 404].includes(answer.status), typeof answer.body], [true, 'string']);
      for (const { submission } of jobs) assert.deepEqual(Submission.parse(submission), submission);
    }),
    { numRuns: 500 },
  );
});
