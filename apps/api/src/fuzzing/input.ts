// One input of the fuzzer: requests, how their bytes are spoilt, how they are sent, and how the door answers.

import { z } from 'zod';

const Header = z.tuple([z.string(), z.string()]);

const Request = z.strictObject({
  method: z.string(),
  target: z.string(),
  headers: z.array(Header),
  /** Latin-1: a character a byte. */
  body: z.string(),
});
export type Request = z.infer<typeof Request>;

/** What the door does with a job; a code is one it refuses with. */
export const doors = [
  'text',
  'binary',
  'not compiled',
  'queue_full',
  'queue_unavailable',
  'no_worker',
  'worker_failed',
  'invalid_field',
] as const;

/** By injection, without a socket; or as bytes over one, with what the client does when all is said. */
export const roads = ['inject', 'answered', 'half closed', 'gone'] as const;

export const Input = z.strictObject({
  road: z.enum(roads),
  door: z.enum(doors),
  requests: z.array(Request).min(1),
  /** Changes of the bytes, in order; places count from the front and are taken modulo the length. */
  edits: z.array(z.strictObject({ at: z.number(), drop: z.number(), put: z.string() })),
  /** Where the bytes are cut into pieces that are sent one by one. */
  cuts: z.array(z.number()),
});
export type Input = z.infer<typeof Input>;

/** The bytes that a client sends. A content-length that says `auto` is the body's. */
export function bytesOf({ requests, edits }: Input): Buffer {
  let text = requests.map(textOf).join('');
  for (const { at, drop, put } of edits) {
    const place = at % (text.length + 1);
    text = text.slice(0, place) + put + text.slice(place + drop);
  }
  return Buffer.from(text, 'latin1');
}

function textOf({ method, target, headers, body }: Request): string {
  const length = Buffer.byteLength(body, 'latin1');
  const lines = headers.map(([name, value]) => `${name}: ${value === 'auto' ? length : value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** The bytes in the pieces in which they are sent. */
export function piecesOf(input: Input): Buffer[] {
  const bytes = bytesOf(input);
  const places = [...new Set(input.cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length]
    .map((end, index) => bytes.subarray(places[index - 1] ?? 0, end))
    .filter((piece) => piece.length > 0);
}
