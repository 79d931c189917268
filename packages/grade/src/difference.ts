// The first difference between two outputs, as a person can use it.

import { type Difference, gradingBounds } from '@cellblock/contract';
import { isSpaceAt } from './bytes.js';
import { characterBytes, isContinuation, visible } from './visible.js';

/** What a checker found. `message` is one line for a person. */
export type Comparison = { isRight: boolean; message: string; difference: Difference | null };

/** A place in an output: its line from `lineStart` on, and the byte in question. */
export type Place = { bytes: Buffer; line: number; lineStart: number; at: number };

export const right: Comparison = { isRight: true, message: 'Accepted', difference: null };

const shownCharacters = gradingBounds.differenceCharacters.maximum;
const shownBefore = 30;
const longestCharacter = 4;
// To count columns in a line of megabytes would take long, and nobody counts along.
const countedBytes = 100_000;

/** That the output is wrong, as it differs at these places; `isEndTold` where white space at the end of a line counts. */
export function differsAt(expected: Place, actual: Place, { isEndTold = false } = {}): Comparison {
  const difference: Difference = {
    line: actual.line,
    column: columnOf(actual),
    expected: excerpt(expected, isEndTold),
    actual: excerpt(actual, isEndTold),
  };
  return { isRight: false, message: inWords(difference), difference };
}

/** The place of the byte at `at`, by counting lines from the beginning. */
export function placeOf(bytes: Buffer, at: number): Place {
  let line = 1;
  let lineStart = 0;
  for (let end = bytes.indexOf(newline); end !== -1 && end < at; end = bytes.indexOf(newline, lineStart)) {
    line += 1;
    lineStart = end + 1;
  }
  return { bytes, line, lineStart, at: Math.min(at, bytes.length) };
}

function inWords({ line, column, expected, actual }: Difference): string {
  const where = `line ${line}, column ${column}`;
  if (actual === null) return `Wrong answer: the output ends at ${where}; expected ${expected}`;
  if (expected === null && column === 1)
    return `Wrong answer: the output should end at ${where}; it goes on with ${actual}`;
  // What is shown is the line from before the place, with which the output doesn't go on.
  if (expected === null) return `Wrong answer at ${where}: expected the end of the output, got ${actual}`;
  return `Wrong answer at ${where}: expected ${expected}, got ${actual}`;
}

function columnOf({ bytes, lineStart, at }: Place): number {
  let column = 1;
  let next = lineStart;
  for (const end = Math.min(at, lineStart + countedBytes); next < end; column += 1)
    next += characterBytes(bytes, next);
  return column + Math.max(0, at - Math.max(next, lineStart));
}

/** The line around the place, cut on both sides; null at the end of the output. */
function excerpt({ bytes, lineStart, at }: Place, isEndTold: boolean): string | null {
  if (at >= bytes.length) return null;
  const newlineAt = bytes.indexOf(newline, at);
  const lineEnd = newlineAt === -1 ? bytes.length : newlineAt + 1;
  const start = startOfExcerpt(bytes, lineStart, at);
  const most = Math.min(lineEnd, start + (shownCharacters + 1) * longestCharacter);
  const wordsEnd = isEndTold || most < lineEnd ? most : endOfWords(bytes, start, most);
  // Of an empty line the end is all there is to show.
  const end = wordsEnd === start ? most : wordsEnd;
  const { text, isCut } = visible(bytes.subarray(start, end), shownCharacters);
  return `${start > lineStart ? '…' : ''}${text}${isCut ? '…' : ''}`;
}

function endOfWords(bytes: Buffer, start: number, end: number): number {
  let last = end;
  while (last > start && isSpaceAt(bytes, last - 1)) last -= 1;
  return last;
}

function startOfExcerpt(bytes: Buffer, lineStart: number, at: number): number {
  let start = at;
  for (let characters = 0; characters < shownBefore && start > lineStart; characters += 1) {
    start -= 1;
    for (
      let more = 1;
      more < longestCharacter && start > lineStart && isContinuation(bytes[start] ?? 0);
      more += 1
    )
      start -= 1;
  }
  return start;
}

export const newline = 0x0a;
