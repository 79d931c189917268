// The checker `exact`: every byte is the same.

import { type Comparison, differsAt, placeOf, right } from './difference.js';
import type { Steps } from './steps.js';

const blockBytes = 1024 * 1024;

export function* compareExactly(expected: Buffer, actual: Buffer): Steps<Comparison> {
  for (let start = 0; start < expected.length || start < actual.length; start += blockBytes) {
    const [one, other] = [expected, actual].map((bytes) => bytes.subarray(start, start + blockBytes));
    if (one === undefined || other === undefined || !one.equals(other))
      return differing(expected, actual, start);
    yield;
  }
  return right;
}

function differing(expected: Buffer, actual: Buffer, start: number): Comparison {
  let at = start;
  while (at < expected.length && expected[at] === actual[at]) at += 1;
  return differsAt(placeOf(expected, at), placeOf(actual, at), { isEndTold: true });
}
