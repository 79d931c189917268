// The checkers `tokens` and `numbers`: the same words, whatever white space is between them.

import { isSpaceAt, stepBytes } from './bytes.js';
import { type Comparison, differsAt, newline, type Place, right } from './difference.js';
import type { Steps } from './steps.js';

/** Whether two words that are not the same bytes are the same for this checker. */
export type IsAlike = (expected: string, actual: string) => boolean;

// No number that anybody means is longer, and reading one takes more than linear time.
const longestNumber = 400;

/** Goes from word to word through an output. */
class Words {
  readonly bytes: Buffer;
  start = 0;
  end = 0;
  #line = 1;
  #lineStart = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** To the next word; at the end start is the length of the bytes. Yields within long white space and words. */
  *next(): Steps<void> {
    let at = this.end;
    for (; isSpaceAt(this.bytes, at); at += 1) {
      if (this.bytes[at] === newline) {
        this.#line += 1;
        this.#lineStart = at + 1;
      }
      if (at % stepBytes === 0) yield;
    }
    this.start = at;
    for (; at < this.bytes.length && !isSpaceAt(this.bytes, at); at += 1) if (at % stepBytes === 0) yield;
    this.end = at;
  }

  get isOver(): boolean {
    return this.start === this.bytes.length;
  }

  place(offset: number): Place {
    return { bytes: this.bytes, line: this.#line, lineStart: this.#lineStart, at: this.start + offset };
  }

  text(): string {
    return this.bytes.toString('latin1', this.start, this.end);
  }
}

export function* compareTokens(expected: Buffer, actual: Buffer, isAlike?: IsAlike): Steps<Comparison> {
  const wanted = new Words(expected);
  const given = new Words(actual);
  for (;;) {
    yield* wanted.next();
    yield* given.next();
    if (wanted.isOver && given.isOver) return right;
    if (wanted.isOver || given.isOver) return differsAt(wanted.place(0), given.place(0));
    if (!isSame(wanted, given) && !isAllowed(wanted, given, isAlike))
      return differing(wanted, given, isAlike);
  }
}

function isSame(wanted: Words, given: Words): boolean {
  const length = wanted.end - wanted.start;
  if (given.end - given.start !== length) return false;
  return wanted.bytes.compare(given.bytes, given.start, given.end, wanted.start, wanted.end) === 0;
}

function isAllowed(wanted: Words, given: Words, isAlike: IsAlike | undefined): boolean {
  if (isAlike === undefined) return false;
  const longest = Math.max(wanted.end - wanted.start, given.end - given.start);
  return longest <= longestNumber && isAlike(wanted.text(), given.text());
}

function differing(wanted: Words, given: Words, isAlike: IsAlike | undefined): Comparison {
  // Numbers are told whole: their first digit that differs says nothing.
  if (isAlike !== undefined) return differsAt(wanted.place(0), given.place(0));
  const length = Math.min(wanted.end - wanted.start, given.end - given.start);
  let offset = 0;
  while (offset < length && wanted.bytes[wanted.start + offset] === given.bytes[given.start + offset])
    offset += 1;
  return differsAt(wanted.place(offset), given.place(offset));
}
