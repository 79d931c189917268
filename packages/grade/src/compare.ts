// The checkers that need no program, by name.

import type { BuiltInChecker } from '@cellblock/contract';
import type { Comparison } from './difference.js';
import { compareExactly } from './exact.js';
import { compareLines } from './lines.js';
import { alikeWithin } from './numbers.js';
import type { Steps } from './steps.js';
import { compareTokens } from './tokens.js';
import { compareUnordered } from './unordered.js';

/** Holds an output against the expected one. For the checker regex, which can't be left in the middle, see pattern.ts. */
export function compare(checker: BuiltInChecker, expected: Buffer, actual: Buffer): Steps<Comparison> {
  switch (checker.name) {
    case 'exact':
      return compareExactly(expected, actual);
    case 'lines':
      return compareLines(expected, actual);
    case 'tokens':
      return compareTokens(expected, actual);
    case 'numbers':
      return compareTokens(expected, actual, alikeWithin(checker));
    case 'unordered':
      return compareUnordered(expected, actual);
  }
}
