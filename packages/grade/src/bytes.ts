// White space, as C's isspace sees it.

const table = new Uint8Array(256);
for (const byte of Buffer.from(' \t\n\v\f\r')) table[byte] = 1;

/** Whether the byte at `at` is white space; false beyond the end. */
export const isSpaceAt = (bytes: Buffer, at: number): boolean =>
  table[bytes[at] ?? 0] === 1 && at < bytes.length;

/** How many bytes to look at before a step is over. */
export const stepBytes = 64 * 1024;
