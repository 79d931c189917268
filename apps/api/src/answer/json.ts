// A result as JSON. Of a program that wrote 16 MiB that may be over 100 MiB, so large results are written piece by
// piece, as fast as the client takes them: making one string of them would hold the event loop for a second and
// memory until the slowest client is done.

import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '@cellblock/contract';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';

const wholeUpTo = 256 * 1024;
const pieceLength = 256 * 1024;

/** The value as a JSON text: a string where it is small, else a stream. AppError internal for what the schema refuses. */
export function jsonOf<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): string | Readable {
  // Checking costs nothing on long strings: the schemas ask no more of them than to be strings.
  const checked = schema.safeParse(value);
  if (!checked.success) throw new AppError('internal', { cause: checked.error });
  return jsonTextOf(value);
}

function jsonTextOf(value: unknown): string | Readable {
  return textLength(value) <= wholeUpTo
    ? JSON.stringify(value)
    : Readable.from(encodedPieces(value), { objectMode: false });
}

/** Sends it, for schemas of either kind of answer. */
export function sendJson<Schema extends z.ZodType>(
  reply: FastifyReply,
  schema: Schema,
  value: z.output<Schema>,
): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(jsonOf(schema, value));
}

/** Sends what has no schema, to be kept by nobody on the way. */
export const sendUnkept = (reply: FastifyReply, value: unknown): FastifyReply =>
  reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(jsonTextOf(value));

function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, member) => sum + textLength(member), 0);
}

async function* encodedPieces(value: unknown): AsyncGenerator<Buffer> {
  for await (const text of textPieces(value, pieceLength)) yield Buffer.from(text);
}

/**
 * The JSON text of any value in pieces of `length` characters and some, with a turn of the event loop between them: a
 * client that takes each at once would have all of them in one.
 */
export async function* textPieces(value: unknown, length: number): AsyncGenerator<string> {
  let text = '';
  for (const piece of jsonPieces(value)) {
    text += piece;
    if (text.length < length) continue;
    yield text;
    text = '';
    await nextTurn();
  }
  yield text;
}

/** The pieces of the JSON text of any value, each of bounded length as long as no key is longer. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (typeof value === 'string' && value.length > pieceLength) yield* stringPieces(value);
  else if (Array.isArray(value)) yield* listPieces(value);
  else if (typeof value === 'object' && value !== null) yield* objectPieces(value);
  else yield JSON.stringify(value);
}

// A surrogate pair cut in two comes out as two escapes, which mean the pair again.
function* stringPieces(text: string): Generator<string> {
  yield '"';
  for (let start = 0; start < text.length; start += pieceLength) {
    yield JSON.stringify(text.slice(start, start + pieceLength)).slice(1, -1);
  }
  yield '"';
}

function* listPieces(list: unknown[]): Generator<string> {
  yield '[';
  for (const [index, item] of list.entries()) {
    if (index > 0) yield ',';
    yield* jsonPieces(item);
  }
  yield ']';
}

function* objectPieces(object: object): Generator<string> {
  let separator = '{';
  for (const [key, member] of Object.entries(object)) {
    yield `${separator}${JSON.stringify(key)}:`;
    yield* jsonPieces(member);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}
