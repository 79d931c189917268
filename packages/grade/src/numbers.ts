// When two words are the same number, within a tolerance.

import type { IsAlike } from './tokens.js';

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const whole = /^[+-]?\d+$/;
const infinite = /^([+-]?)inf(?:inity)?$/i;
// As printf writes them; some C libraries add what is in the brackets.
const notANumber = /^[+-]?nan(?:\([A-Za-z0-9_]*\))?$/i;

export type Tolerance = { absolute: number; relative: number };

/**
 * Whether two words are numbers no further apart than the absolute tolerance, or the relative one times the expected
 * number. nan is like nan of either sign, inf like inf of the same sign, and a tolerance makes neither like anything else.
 * A decimal too large for a double is like nothing but the same digits.
 */
export function alikeWithin({ absolute, relative }: Tolerance): IsAlike {
  return (expected, actual) => {
    if (notANumber.test(expected)) return notANumber.test(actual);
    const sign = infinite.exec(expected)?.[1];
    if (sign !== undefined) {
      const actualSign = infinite.exec(actual)?.[1];
      return actualSign !== undefined && (sign === '-') === (actualSign === '-');
    }
    if (!decimal.test(expected) || !decimal.test(actual)) return false;
    const wanted = Number(expected);
    const apart = distance(expected, actual);
    return (
      apart <= Math.max(absolute, relative * Math.abs(wanted)) &&
      Number.isFinite(wanted) &&
      Number.isFinite(apart)
    );
  };
}

// Doubles would take whole numbers beyond 2^53 for the same that are not.
function distance(expected: string, actual: string): number {
  if (!whole.test(expected) || !whole.test(actual)) return Math.abs(Number(expected) - Number(actual));
  const apart = Number(integerOf(expected) - integerOf(actual));
  return Math.abs(apart);
}

const integerOf = (digits: string) => BigInt(digits.replace('+', ''));
