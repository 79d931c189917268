// The checker `lines`: white space at the end of a line, and blank lines at the end, count for nothing.

import { type Comparison, differsAt, type Place, right } from './difference.js';
import { endOf, type Line, lineAt } from './line-reader.js';
import type { Steps } from './steps.js';

const linesPerStep = 1024;

export function* compareLines(expected: Buffer, actual: Buffer): Steps<Comparison> {
  const wanted = expected.subarray(0, endOf(expected));
  const given = actual.subarray(0, endOf(actual));
  let one = lineAt(wanted, 0, 1);
  let other = lineAt(given, 0, 1);
  while (one !== null || other !== null) {
    if (one === null || other === null || !isSame(wanted, one, given, other))
      return differing(wanted, one, given, other);
    if (one.number % linesPerStep === 0) yield;
    one = lineAt(wanted, one.next, one.number + 1);
    other = lineAt(given, other.next, other.number + 1);
  }
  return right;
}

const isSame = (expected: Buffer, one: Line, actual: Buffer, other: Line) =>
  one.end - one.start === other.end - other.start &&
  expected.compare(actual, other.start, other.end, one.start, one.end) === 0;

function differing(expected: Buffer, one: Line | null, actual: Buffer, other: Line | null): Comparison {
  const wanted = expected.subarray(one?.start ?? expected.length, one?.end);
  const given = actual.subarray(other?.start ?? actual.length, other?.end);
  let offset = 0;
  while (offset < wanted.length && wanted[offset] === given[offset]) offset += 1;
  const number = other?.number ?? one?.number ?? 1;
  return differsAt(placeIn(expected, one, number, offset), placeIn(actual, other, number, offset));
}

function placeIn(bytes: Buffer, line: Line | null, number: number, offset: number): Place {
  if (line === null) return { bytes, line: number, lineStart: bytes.length, at: bytes.length };
  return {
    bytes: bytes.subarray(0, line.next),
    line: number,
    lineStart: line.start,
    at: line.start + offset,
  };
}
