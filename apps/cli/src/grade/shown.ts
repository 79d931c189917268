// A grading as a person reads it.

import { type GradeResult, hintsFor, type TestResult } from '@cellblock/contract';
import type { Paint } from '../colours.js';
import { printable, printableLines } from '../printable.js';

/** A line for each test, each group, and the whole. */
export function gradeLines(
  { tests, groups, compile, verdict, message }: GradeResult,
  paint: Paint,
): string[] {
  const width = Math.max(0, ...tests.map(({ name }) => printable(name).length));
  // Of tests there is nothing to say then, and many lines of it would hide why.
  if (verdict === 'compile_error' || verdict === 'compile_limit')
    return [
      printableLines(compile?.output.trimEnd() ?? ''),
      ...hintsFor(compile).map(({ text }) => text),
      paint('red', printable(message)),
    ];
  return [
    ...tests.map((test) => testLine(test, width, paint)),
    ...groups.map(
      ({ name, passed, points, maximum }) =>
        `${mark(passed, paint)} group ${printable(name)}: ${points} of ${maximum} points`,
    ),
    paint(verdict === 'passed' ? 'green' : 'red', printable(message)),
  ];
}

function testLine({ number, name, verdict, message, run }: TestResult, width: number, paint: Paint): string {
  const sign = verdict === 'skipped' ? paint('dim', '-') : mark(verdict === 'accepted', paint);
  const label = `${String(number).padStart(3)} ${printable(name).padEnd(width)}`;
  const used = run === null ? '' : paint('dim', `  (${run.usage.cpuMs.toFixed(1)} ms)`);
  return `${sign} ${label}  ${printable(message)}${used}`;
}

const mark = (isRight: boolean, paint: Paint) => (isRight ? paint('green', '✓') : paint('red', '✗'));
