// The checker `unordered`: the same lines in any order, each as often as expected.

import { gradingBounds } from '@cellblock/contract';
import { type Comparison, differsAt, type Place, right } from './difference.js';
import { endOf, type Line, lineAt } from './line-reader.js';
import type { Steps } from './steps.js';

const mostLines = gradingBounds.unorderedLines.maximum;
const linesPerStep = 256;

type Count = { times: number; line: Line };

export function* compareUnordered(expected: Buffer, actual: Buffer): Steps<Comparison> {
  const wanted = expected.subarray(0, endOf(expected));
  const given = actual.subarray(0, endOf(actual));
  const counts = yield* countLines(wanted);
  if (counts === null) return tooMany('the expected output');
  let lines = 0;
  for (let line = lineAt(given, 0, 1); line !== null; line = lineAt(given, line.next, line.number + 1)) {
    if (line.number > mostLines) return tooMany('the output');
    if (line.number % linesPerStep === 0) yield;
    const count = counts.get(given.toString('latin1', line.start, line.end));
    if (count === undefined || count.times === 0)
      return tooOften(differsAt(nowhere(wanted, line.number), placeOf(given, line)));
    count.times -= 1;
    lines = line.number;
  }
  const missing = [...counts.values()].find(({ times }) => times > 0);
  return missing === undefined
    ? right
    : lacking(differsAt(placeOf(wanted, missing.line), nowhere(given, lines + 1)));
}

function* countLines(bytes: Buffer): Steps<Map<string, Count> | null> {
  const counts = new Map<string, Count>();
  for (let line = lineAt(bytes, 0, 1); line !== null; line = lineAt(bytes, line.next, line.number + 1)) {
    if (line.number > mostLines) return null;
    if (line.number % linesPerStep === 0) yield;
    const text = bytes.toString('latin1', line.start, line.end);
    const count = counts.get(text);
    if (count === undefined) counts.set(text, { times: 1, line });
    else count.times += 1;
  }
  return counts;
}

const nowhere = (bytes: Buffer, line: number): Place => ({
  bytes,
  line,
  lineStart: bytes.length,
  at: bytes.length,
});
const placeOf = (bytes: Buffer, { number, start }: Line): Place => ({
  bytes,
  line: number,
  lineStart: start,
  at: start,
});

const tooOften = ({ difference, ...rest }: Comparison): Comparison => ({
  ...rest,
  difference,
  message: `Wrong answer at line ${difference?.line}: ${difference?.actual} is not expected, or not so often`,
});

const lacking = ({ difference, ...rest }: Comparison): Comparison => ({
  ...rest,
  difference,
  message: `Wrong answer: a line is missing: ${difference?.expected}`,
});

function tooMany(what: string): Comparison {
  const message = `Wrong answer: ${what} has more than ${mostLines} lines, which is the most that can be compared unordered`;
  return { isRight: false, message, difference: null };
}
