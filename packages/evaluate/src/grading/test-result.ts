// From what was seen of one test to what is told of it.

import {
  gradingBounds,
  type Test,
  type TestResult,
  type TestRun,
  type TestVerdict,
} from '@cellblock/contract';
import { asToldOf, type Comparison, type Ruling, visible } from '@cellblock/grade';
import type { CellReport } from '@cellblock/sandbox';
import { forbiddenSyscallOf } from '../forbidden.js';
import { judge } from '../verdict.js';

/** A test and its place, from 0. */
export type Numbered = { index: number; test: Test };

type Judged = Pick<TestResult, 'verdict' | 'message'> & Partial<Pick<TestResult, 'points' | 'difference'>>;

/** The result of a test, without what may not be told of it. */
export function resultOf({ index, test }: Numbered, judged: Judged, run: TestRun | null): TestResult {
  return asToldOf({
    number: index + 1,
    name: test.name ?? `test ${index + 1}`,
    group: test.group ?? null,
    hidden: test.hidden,
    points: judged.verdict === 'accepted' ? test.points : 0,
    maximum: test.points,
    difference: null,
    ...judged,
    run,
  });
}

/** The result of a test that was not run. */
export const skipped = (numbered: Numbered, message: string): TestResult =>
  resultOf(numbered, { verdict: 'skipped', message: `Not run: ${message}` }, null);

/** What a built-in checker found, as a judgement. */
export const asCompared = ({ isRight, message, difference }: Comparison): Judged => ({
  verdict: isRight ? 'accepted' : 'wrong_answer',
  message,
  difference,
});

/** What a checker program or an interactor ruled, as a judgement. */
export const asRuled = ({ verdict, message, points }: Ruling): Judged =>
  points === null ? { verdict, message } : { verdict, message, points };

/** A run that failed by itself, as a judgement; null where it ended well. */
export function asEnded(report: CellReport): Judged | null {
  const { verdict, message } = judge(report);
  if (verdict === 'ok') return null;
  return { verdict: testVerdictOf[verdict], message };
}

type FailedRun = Exclude<ReturnType<typeof judge>['verdict'], 'ok'>;

// What only compiling ends with, or the whole of a job, is never how a run ends.
const testVerdictOf: Record<FailedRun, TestVerdict> = {
  exit_nonzero: 'exit_nonzero',
  signal: 'signal',
  time_limit: 'time_limit',
  wall_limit: 'wall_limit',
  memory_limit: 'memory_limit',
  output_limit: 'output_limit',
  forbidden_syscall: 'forbidden_syscall',
  compile_error: 'skipped',
  compile_limit: 'skipped',
  internal_error: 'skipped',
};

/** How the program ran, with the beginning of what it wrote. */
export function runOf(report: CellReport): TestRun {
  const { cause, exitCode, signal, syscall, usage } = report;
  return {
    exitCode: cause === 'exit' ? exitCode : null,
    signal: cause === 'signal' ? signal : null,
    limit: judge(report).limit,
    forbiddenSyscall: forbiddenSyscallOf(syscall),
    usage,
    stdout: excerptOf(report, 'stdout'),
    stderr: excerptOf(report, 'stderr'),
  };
}

const shownCharacters = gradingBounds.shownCharacters.maximum;
const mostBytesOfACharacter = 4;

function excerptOf(report: CellReport, stream: 'stdout' | 'stderr'): TestRun['stdout'] {
  const beginning: Buffer[] = [];
  let missing = (shownCharacters + 1) * mostBytesOfACharacter;
  for (const chunk of report.chunks) {
    if (chunk.stream !== stream || missing <= 0) continue;
    beginning.push(chunk.bytes.subarray(0, missing));
    missing -= chunk.bytes.length;
  }
  const { text, isCut } = visible(Buffer.concat(beginning), shownCharacters);
  return { text, truncated: isCut || report.truncated[stream] };
}
