// How programs begin: blocks of includes that a fork server may have parsed already. Longest match wins.

const block = (...headers: string[]) => headers.map((header) => `#include <${header}>\n`).join('');

/** Literal beginnings of sources; the empty one fits all. */
export const prefixes = [
  block('stdio.h', 'stdlib.h', 'string.h'),
  block('stdio.h', 'stdlib.h'),
  block('stdio.h', 'string.h'),
  block('stdio.h'),
  '',
] as const;

/** The longest prefix that the source begins with. */
export function prefixOf(source: Buffer): string {
  return prefixes.find((prefix) => source.subarray(0, prefix.length).equals(Buffer.from(prefix))) ?? '';
}
