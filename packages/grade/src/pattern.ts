// The checker `regex`, on an engine whose time is linear in the output whatever the pattern (RE2's). It can't be left
// in the middle, so size of pattern and length of output are bounded: together they take most of a second at worst. So
// whoever has other work does this in a thread.

import { AppError, gradingBounds } from '@cellblock/contract';
import { RE2JS } from 're2js';
import { type Comparison, differsAt, right } from './difference.js';
import { visible } from './visible.js';

const { patternBytes, patternSize, patternOutputBytes, differenceCharacters } = gradingBounds;

/** Whether all of the output matches the pattern, which passed refusePattern; a line break at the end of either doesn't count. */
export function matchPattern(pattern: Buffer, actual: Buffer): Comparison {
  const output = withoutLineBreak(actual);
  const maximum = patternOutputBytes.maximum;
  if (output.length > maximum) {
    const message = `Wrong answer: the output has more than ${maximum} bytes, which is the most that a pattern is held against`;
    return { isRight: false, message, difference: null };
  }
  if (compiled(pattern.toString()).testExact(output.toString())) return right;
  const wanted = withoutLineBreak(pattern);
  const { difference } = differsAt(
    { bytes: wanted, line: 1, lineStart: 0, at: 0 },
    { bytes: output, line: 1, lineStart: 0, at: 0 },
  );
  // What is invisible in it is shown as an escape, which means the same in a pattern; its own stay as they are.
  const shown = visible(wanted, differenceCharacters.maximum).text.replaceAll('\\\\', '\\');
  return {
    isRight: false,
    message: `Wrong answer: the output does not match ${shown}`,
    difference: difference === null ? null : { ...difference, expected: shown },
  };
}

/** Throws AppError invalid_field, naming the field, where the text is no pattern that can be matched here. */
export function refusePattern(pattern: string, field: string): void {
  const refuse = (reason: string) => {
    throw new AppError('invalid_field', { field, message: `${field} ${reason}` });
  };
  if (Buffer.byteLength(pattern) > patternBytes.maximum)
    refuse(`must hold at most ${patternBytes.maximum} bytes where the checker is regex`);
  const size = sizeOf(pattern);
  if (typeof size === 'string') refuse(`must be a pattern in RE2 syntax: ${size}`);
  else if (size > patternSize.maximum)
    refuse(
      `must be a simpler pattern: it takes ${size} instructions, at most ${patternSize.maximum} are run`,
    );
}

function sizeOf(pattern: string): number | string {
  try {
    return compiled(pattern).programSize();
  } catch (error) {
    return error instanceof Error
      ? error.message.replace('error parsing regexp: ', '').replaceAll('(?s)', '')
      : 'it is not understood';
  }
}

// Here, so that what is refused and what is matched is the same pattern: of `\\` and a line break `\\` alone is left.
const compiled = (pattern: string) => RE2JS.compile(pattern.replace(/\n$/, ''), RE2JS.DOTALL);

function withoutLineBreak(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === lineFeed ? bytes.length - 1 : bytes.length;
  return bytes.subarray(0, end);
}

const lineFeed = 0x0a;
