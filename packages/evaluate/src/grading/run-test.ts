// One test: the expected output, the run, and the comparison, each in cells that end with the test.

import {
  checkerOf,
  type Grading,
  graderSubmission,
  type Test,
  type TestResult,
  testSubmission,
  writtenBytes,
} from '@cellblock/contract';
import { compare, failedRuling, inSlices } from '@cellblock/grade';
import { type CellReport, SandboxError } from '@cellblock/sandbox';
import type { Turn } from '../capacity.js';
import { type CellScope, inScope, openScope, type Starter } from '../cell-scope.js';
import { reportInTurn, runSpecOf } from '../run.js';
import type { Held } from '../tool-cells.js';
import { judge } from '../verdict.js';
import { helperSpec, obstacleOf, rulingBy, type TestFiles } from './helper-cell.js';
import { interact, rulingOn } from './interaction.js';
import { matchPattern } from './patterns.js';
import type { GraderPrograms } from './programs.js';
import { asCompared, asEnded, asRuled, type Numbered, resultOf, runOf } from './test-result.js';

/** All that the tests of a grading share. */
export type Bench = { cells: Starter; grading: Grading; artifact: Held; programs: GraderPrograms };

/** That the artifact gate refused the submission: nothing of it can run. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly report: CellReport;

  constructor(report: CellReport) {
    super('the program was refused');
    this.report = report;
  }
}

type Judged = Parameters<typeof resultOf>[1];
type Attempt = { bench: Bench; scope: CellScope; test: Test; turn: Turn; signal: AbortSignal };

/**
 * The result of a test, run again where the sandbox failed. Rejects with SandboxError where it failed twice, with
 * Refused, and with the signal's reason once that fired.
 */
export async function runTest(
  bench: Bench,
  numbered: Numbered,
  turn: Turn,
  signal: AbortSignal,
): Promise<TestResult> {
  const attempt = () =>
    inScope(openScope(bench.cells, signal), (scope) =>
      judgeTest({ bench, scope, test: numbered.test, turn, signal }, numbered),
    );
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof SandboxError) || signal.aborted) throw error;
    return attempt();
  }
}

async function judgeTest(attempt: Attempt, numbered: Numbered): Promise<TestResult> {
  const expected = await expectedOf(attempt);
  if (!Buffer.isBuffer(expected)) return resultOf(numbered, expected, null);
  const { interactor } = attempt.bench.programs;
  if (interactor !== null) return judgeInteraction(attempt, numbered, { interactor, answer: expected });
  const report = await runSubmission(attempt);
  const judged = asEnded(report) ?? (await checked(attempt, expected, writtenBytes(report.chunks, 'stdout')));
  return resultOf(numbered, judged, runOf(report));
}

/** The expected output, or that the reference failed. */
async function expectedOf({ bench, scope, test, turn }: Attempt): Promise<Buffer | Judged> {
  const { grading, programs } = bench;
  if (programs.reference === null || grading.reference === undefined)
    return Buffer.from(test.expected ?? '', test.expectedEncoding);
  const submission = graderSubmission(grading.reference, test);
  const limits = { ...testSubmission(grading, test).limits, ...submission.limits };
  const report = await reportInTurn(
    scope,
    turn,
    runSpecOf({ ...submission, limits }, programs.reference.blob),
  );
  const { verdict, message } = judge(report);
  if (verdict === 'ok') return writtenBytes(report.chunks, 'stdout');
  return { verdict: 'reference_failed', message: `The reference solution failed: ${message}` };
}

async function runSubmission({ bench, scope, test, turn }: Attempt): Promise<CellReport> {
  const { grading, artifact } = bench;
  const report = await reportInTurn(scope, turn, runSpecOf(testSubmission(grading, test), artifact.blob));
  if (judge(report).verdict === 'compile_error') throw new Refused(report);
  return report;
}

async function checked(attempt: Attempt, answer: Buffer, output: Buffer): Promise<Judged> {
  const { bench, scope, test, turn, signal } = attempt;
  const { grading, programs } = bench;
  const checker = checkerOf(grading, test);
  if (checker.name === 'regex') return asCompared(await matchPattern(answer, output, signal));
  if (checker.name !== 'program') return asCompared(await inSlices(compare(checker, answer, output), signal));
  const { checkerProgram } = grading;
  if (programs.checkerProgram === null || checkerProgram === undefined)
    throw new Error('no checker program: the schema was left out');
  const files: TestFiles = { input: inputOf(test), output, answer };
  const obstacle = obstacleOf(files);
  if (obstacle !== null) return asRuled(failedRuling(obstacle, Buffer.alloc(0)));
  const report = await reportInTurn(scope, turn, helperSpec(checkerProgram, programs.checkerProgram, files));
  return asRuled(rulingBy(report, test.points));
}

async function judgeInteraction(
  { bench, scope, test, turn }: Attempt,
  numbered: Numbered,
  { interactor, answer }: { interactor: Held; answer: Buffer },
): Promise<TestResult> {
  const { grading, artifact } = bench;
  if (grading.interactor === undefined) throw new Error('no interactor: the schema was left out');
  const files: TestFiles = { input: inputOf(test), output: null, answer };
  const obstacle = obstacleOf(files);
  if (obstacle !== null) return resultOf(numbered, asRuled(failedRuling(obstacle, Buffer.alloc(0))), null);
  await scope.waitFor(turn.hold());
  const interaction = await interact(scope, {
    submission: runSpecOf({ ...testSubmission(grading, test), stdin: '' }, artifact.blob),
    interactor: helperSpec(grading.interactor, interactor, files),
  });
  const { submission } = interaction;
  if (submission !== null && judge(submission).verdict === 'compile_error') throw new Refused(submission);
  const ruling = rulingOn(interaction, test.points);
  const ended = submission === null ? null : asEnded(submission);
  const judged = ruling === null ? ended : asRuled(ruling);
  if (judged === null) throw new SandboxError('interaction', 'no verdict');
  return resultOf(numbered, judged, submission === null ? null : runOf(submission));
}

const inputOf = ({ stdin, stdinEncoding }: Test) => Buffer.from(stdin, stdinEncoding);
