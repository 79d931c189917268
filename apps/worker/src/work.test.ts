import assert from 'node:assert/strict';
import test from 'node:test';
import {
  AppError,
  GradeResult,
  Grading,
  isGradeOutcome,
  type Outcome,
  Submission,
} from '@cellblock/contract';
import type { Evaluator } from '@cellblock/evaluate';
import type { RunJob } from '@cellblock/queue';
import { SandboxError } from '@cellblock/sandbox';
import { pino } from 'pino';
import { createWork } from './work.js';

const job: RunJob = {
  id: 'a',
  kind: 'run',
  submission: Submission.parse({ source: 'int secret;', stdin: 'secret' }),
};
const usage = { cpuMs: 1, wallMs: 12.345, memoryBytes: 1 };
const outcome: Outcome = {
  head: {
    id: 'a',
    verdict: 'compile_error',
    message: 'secret',
    compile: {
      ok: false,
      exitCode: 1,
      output: 'secret',
      truncated: false,
      diagnostics: [],
      limit: null,
      cached: false,
      usage,
    },
    run: null,
  },
  chunks: [{ stream: 'stdout', bytes: Buffer.from('secret') }],
  outputs: [],
};

/** Work over an evaluator that ends like this, and the lines it logs. */
function workOf(evaluate: Evaluator['evaluate'], isGone = false) {
  const lines: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line) => lines.push(line) });
  const grade: Evaluator['grade'] = () => Promise.reject(new SandboxError('clone', 'EAGAIN'));
  const work = createWork({
    evaluator: { evaluate, grade, lent: 0 },
    log,
    isSandboxGone: async () => isGone,
  });
  return { work, logged: () => lines.map((line): unknown => JSON.parse(line)), text: () => lines.join('') };
}

const never = new AbortController().signal;

test('an outcome is passed on, and then logged in one line without the program’s text', async () => {
  const { work, logged, text } = workOf(async () => outcome);
  assert.equal(await work(job, never), outcome);
  assert.equal(logged().length, 0);
  await new Promise(setImmediate);
  assert.equal(logged().length, 1);
  assert.match(text(), /"level":30,"id":"a","verdict":"compile_error","compileMs":12.3,"totalMs":/);
  assert.doesNotMatch(text(), /secret/);
});

test('a sandbox that failed is an internal error and an error in the log, with step and errno', async () => {
  const { work, text } = workOf(() => Promise.reject(new SandboxError('pivot_root', 'EINVAL')));
  const { head } = await work(job, never);
  assert.deepEqual(
    [head.id, head.verdict, 'run' in head && head.run, head.compile],
    ['a', 'internal_error', null, null],
  );
  assert.match(text(), /"level":50,"id":"a","step":"pivot_root","errno":"EINVAL"/);
});

test('any other fault of ours is an internal error too', async () => {
  const { work, text } = workOf(() => Promise.reject(new TypeError('x is undefined')));
  assert.equal((await work(job, never)).head.verdict, 'internal_error');
  assert.match(text(), /"level":50.*x is undefined/);
});

test('what this worker can’t do is refused, and no fault', async () => {
  const refusal = new AppError('invalid_field', { field: 'compiler.name', message: 'no clang' });
  const { work, text } = workOf(() => Promise.reject(refusal));
  await assert.rejects(work(job, never), refusal);
  assert.match(text(), /"level":30,"id":"a","code":"invalid_field","field":"compiler.name"/);
});

test('a job that was called off is no fault', async () => {
  const { work, text } = workOf(() => Promise.reject(new SandboxError('wait', 'ESRCH')));
  await assert.rejects(work(job, AbortSignal.abort()), SandboxError);
  assert.match(text(), /"level":30.*job called off/);
});

test('a job whose sandbox is gone is left unanswered for another worker', async () => {
  const { work, text } = workOf(() => Promise.reject(new SandboxError('lost', 'EPIPE')), true);
  const settled = work(job, never).then(() => 'settled');
  assert.equal(
    await Promise.race([settled, new Promise((resolve) => setImmediate(resolve, 'open'))]),
    'open',
  );
  assert.equal(text(), '');
});

test('a grading whose sandbox failed is an internal error of all its tests', async () => {
  const { work, text } = workOf(async () => outcome);
  const grading = Grading.parse({ submission: { source: 'int secret;' }, tests: [{ expected: 'secret' }] });
  const answer = await work({ id: 'b', kind: 'grade', grading }, never);
  assert.ok(isGradeOutcome(answer));
  GradeResult.parse(answer.head);
  assert.deepEqual([answer.head.verdict, answer.head.total, answer.head.tests], ['internal_error', 1, []]);
  assert.match(text(), /"level":50,"id":"b","step":"clone"/);
  assert.doesNotMatch(text(), /secret/);
});
