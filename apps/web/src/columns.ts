// Columns as the API counts them, in characters from 1, and as the editor does, in UTF-16 units from 0.

/** The offset in a line at which its character of this column begins; its length where it has fewer. */
export function offsetOf(text: string, column: number): number {
  const before = Array.from(text).slice(0, Math.max(0, column - 1));
  return before.join('').length;
}
