// The story of a grading: compile everything once, run the tests, add up.

import {
  type GradeResult,
  type Grading,
  gradingBounds,
  type TestResult,
  testSubmission,
} from '@cellblock/contract';
import { totalsOf } from '@cellblock/grade';
import type { Capacity, Turn } from '../capacity.js';
import { inScope, openScope, type Starter } from '../cell-scope.js';
import type { Compilation, Compilers } from '../compile.js';
import type { EvaluationJob } from '../evaluate.js';
import { refused } from '../refused.js';
import { runLanes } from './lanes.js';
import { checkGrading, compileAgain, compileGraderPrograms } from './programs.js';
import { type Bench, Refused, runTest } from './run-test.js';
import { skipped } from './test-result.js';

export type Grader = { cells: Starter; compilers: Compilers; capacity: Capacity; totalMs?: number };

type Compile = GradeResult['compile'];

/**
 * The result of a grading, whatever its program does. Rejects with AppError `invalid_field` where a program of the
 * grader's does not compile or the toolchain can't do what is asked, with the signal's reason once that fired, and with
 * SandboxError where the sandbox failed twice. Nothing is left running or held, on any path.
 */
export async function gradeSubmission(
  grader: Grader,
  grading: Grading,
  job: EvaluationJob,
): Promise<GradeResult> {
  const { cells, compilers } = grader;
  await checkGrading(grading, compilers.toolchain, job.signal);
  const turn = await grader.capacity.enter('grading', job.signal, bytesOf(grading));
  try {
    return await inScope(openScope(cells, job.signal), async (scope) => {
      job.emit?.({ type: 'compiling' });
      const programs = await compileGraderPrograms(scope, compilers, grading);
      const [first] = grading.tests;
      if (first === undefined) throw new Error('no tests: the schema was left out');
      const compilation = await compileAgain(scope, compilers, testSubmission(grading, first));
      job.emit?.({ type: 'diagnostics', compile: compilation.result });
      if (compilation.artifact === null) return notCompiled(grading, compilation, job);
      job.emit?.({ type: 'running' });
      const bench: Bench = { cells, grading, artifact: compilation.artifact, programs };
      return await runTests(grader, bench, job, { compile: compilation.result, turn });
    });
  } finally {
    turn.leave();
  }
}

/** What its tests take in memory, about. */
function bytesOf({ tests }: Grading): number {
  return tests.reduce((sum, { stdin = '', expected = '' }) => sum + stdin.length + expected.length, 0);
}

async function runTests(
  { capacity, totalMs = gradingBounds.totalMs.maximum }: Grader,
  bench: Bench,
  { id, signal, emit = null }: EvaluationJob,
  { compile, turn }: { compile: Compile & object; turn: Turn },
): Promise<GradeResult> {
  const { grading } = bench;
  const endsAt = performance.now() + totalMs;
  const isLate = () => performance.now() > endsAt;
  const numbered = numberedTests(grading);
  const why = () => (isLate() ? `the grading took more than ${totalMs / 1000} s` : 'an earlier test failed');
  try {
    const tests = await runLanes(
      {
        count: numbered.length,
        capacity,
        turn,
        stopsAtFailure: grading.stop === 'failure',
        isOver: isLate,
        run: (index, inTurn, ofTest) => runTest(bench, numbered[index] ?? missing(), inTurn, ofTest),
        skipped: (index) => skipped(numbered[index] ?? missing(), why()),
        tell: (result) => emit?.({ type: 'test', result }),
      },
      signal,
    );
    return { id, ...verdictOf(grading, tests), compile, tests, ...totalsOf(tests) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const message = `The program was refused: ${error.report.refusal ?? 'no reason given'}`;
    return withoutRun(grading, {
      id,
      verdict: 'compile_error',
      message,
      compile: refused(compile, error.report),
    });
  }
}

function notCompiled(
  grading: Grading,
  { failure, result }: Compilation & { artifact: null },
  { id, emit = null }: EvaluationJob,
): GradeResult {
  const { verdict, message } = failure;
  const graded = withoutRun(grading, { id, verdict, message, compile: result });
  for (const result of graded.tests) emit?.({ type: 'test', result });
  return graded;
}

function withoutRun(
  grading: Grading,
  head: Pick<GradeResult, 'id' | 'verdict' | 'message' | 'compile'>,
): GradeResult {
  const tests = numberedTests(grading).map((numbered) => skipped(numbered, 'the program did not compile'));
  return { ...head, tests, ...totalsOf(tests) };
}

const numberedTests = ({ tests }: Grading) => tests.map((test, index) => ({ index, test }));

function verdictOf(grading: Grading, tests: readonly TestResult[]): Pick<GradeResult, 'verdict' | 'message'> {
  const faulty = tests.find(({ verdict }) => verdict === 'checker_failed' || verdict === 'reference_failed');
  const isCutShort =
    grading.stop === 'never' || tests.every(({ verdict }) => verdict === 'accepted' || verdict === 'skipped');
  const broken = faulty ?? (isCutShort ? tests.find(({ verdict }) => verdict === 'skipped') : undefined);
  if (broken !== undefined)
    return { verdict: 'grading_failed', message: `${broken.name}: ${broken.message}` };
  const { passed, total, points, maximum } = totalsOf(tests);
  const message = `${passed} of ${total} tests passed, ${points} of ${maximum} points`;
  return { verdict: passed === total ? 'passed' : 'failed', message };
}

function missing(): never {
  throw new Error('there is no such test');
}
