// Text and bytes in JSON strings: what may stand for bytes, and for how many.

import { z } from 'zod';

export const Encoding = z.enum(['utf8', 'base64']);
export type Encoding = z.infer<typeof Encoding>;

/** A string that UTF-8 can carry: JSON may also spell half a surrogate pair, which encoding would silently replace. */
export const Text = z.string().refine((text) => text.isWellFormed(), {
  error: 'must not hold an unpaired surrogate (\\ud800 to \\udfff); send bytes as base64',
});

const padding = (text: string) => (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);

/** Whether `text` is base64 as in RFC 4648, padded, without line breaks. Linear in the length of the text. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - padding(text)));
}

/** How many bytes `text` stands for. */
export function byteLength(text: string, encoding: Encoding = 'utf8'): number {
  return encoding === 'utf8'
    ? new TextEncoder().encode(text).length
    : Math.floor(((text.length - padding(text)) * 3) / 4);
}

/** How many bytes at the end are the beginning of a UTF-8 character that isn't all there: 0 to 3. */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    const isContinuation = (byte & 0xc0) === 0x80;
    if (isContinuation) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}
