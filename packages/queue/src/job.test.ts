import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type GradeResult, Grading, gradeOutcome, isGradeOutcome } from '@cellblock/contract';
import { Job, outcomeOfKind } from './job.js';
import { encodeOutcome } from './outcome-bytes.js';

const result: GradeResult = {
  id: 'a',
  verdict: 'passed',
  message: '0 of 0 tests passed, 0 of 0 points',
  points: 0,
  maximum: 0,
  passed: 0,
  total: 0,
  compile: null,
  groups: [],
  tests: [],
  usage: { cpuMs: 0, wallMs: 0, memoryBytes: 0 },
};

it('a grading is a job whose outcome is all head', () => {
  const grading = Grading.parse({ submission: { source: '' }, tests: [{ expected: '' }] });
  const job = { id: 'a', kind: 'grade', grading } as const;
  assert.deepEqual(Job.parse(JSON.parse(JSON.stringify(job))), job);
  const outcome = outcomeOfKind('grade', encodeOutcome(gradeOutcome(result)));
  assert.deepEqual(outcome, gradeOutcome(result));
  assert.ok(isGradeOutcome(outcome));
});

it('an outcome of another kind is none', () => {
  assert.throws(() => outcomeOfKind('run', encodeOutcome(gradeOutcome(result))));
});
