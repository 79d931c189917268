// Reads lines without the white space at their end.

import { isSpaceAt } from './bytes.js';
import { newline } from './difference.js';

/** A line: where it starts, where it ends without white space, and where the next one starts. */
export type Line = { number: number; start: number; end: number; next: number };

/** The line that starts at `start`; null at the end of the bytes. */
export function lineAt(bytes: Buffer, start: number, number: number): Line | null {
  if (start >= bytes.length) return null;
  const found = bytes.indexOf(newline, start);
  const next = found === -1 ? bytes.length : found + 1;
  let end = found === -1 ? bytes.length : found;
  while (end > start && isSpaceAt(bytes, end - 1)) end -= 1;
  return { number, start, end, next };
}

/** Where the bytes end without white space. */
export function endOf(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && isSpaceAt(bytes, end - 1)) end -= 1;
  return end;
}
