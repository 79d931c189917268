// One entry of a reply stream: what the worker writes and the API reads. Later kinds of entry are additions to `kind`.

import { randomUUID } from 'node:crypto';
import { AppError, isErrorCode } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { getBody, partsOf, putBody } from './body-parts.js';
import type { OutcomeOf } from './job.js';
import { type Keys, leftoverMs } from './keys.js';
import { storageError } from './lack.js';
import { encodeOutcome, type OutcomeBytes } from './outcome-bytes.js';
import { inlineBytes } from './payload.js';
import { insist, replies } from './retry.js';

/** `beside` names the hash that holds the body's parts, empty where the body is in the entry. */
const Fields = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('outcome'),
    id: z.string(),
    head: z.string(),
    segments: z.coerce.number().int().nonnegative(),
    parts: z.coerce.number().int().nonnegative(),
    beside: z.string(),
  }),
  z.object({
    kind: z.literal('error'),
    id: z.string(),
    code: z.string().refine(isErrorCode),
    message: z.string(),
    field: z.string(),
    why: z.string(),
  }),
  // Of a posted job: its end as it is in its record, which it is by then, and the body where it is small.
  z.object({
    kind: z.literal('ended'),
    id: z.string(),
    startedAt: z.string(),
    end: z.string(),
    hasBody: z.coerce.number().int(),
  }),
]);
export type Reply = z.infer<typeof Fields> & { body: Buffer };

type Address = { redis: Redis; keys: Keys; door: string };

type Entry = Record<string, string | number | Buffer>;

/** Answers a job with its outcome. Resolves once Redis has it. */
export async function sendOutcome(address: Address, id: string, outcome: OutcomeOf): Promise<void> {
  const { head, segments, body } = encodeOutcome(outcome);
  const entry = { kind: 'outcome', id, head, segments };
  if (body.length <= inlineBytes) await send(address, { ...entry, parts: 0, beside: '', body }, null);
  else await send(address, { ...entry, parts: partsOf(body.length) }, body);
}

/** Answers a job with an error: an AppError reaches the submitter as it is, anything else as worker_failed. */
export async function sendError(address: Address, id: string, error: unknown): Promise<void> {
  const { code, message, field = '' } = asAppError(error);
  await send(address, { kind: 'error', id, code, message, field, why: String(error) }, null);
}

/** What the submitter is told of an error that an evaluation ended with. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : (storageError(error) ?? new AppError('worker_failed'));

/** The error that a reply stands for; why it came about is its cause, for the log. */
export function errorOf({ code, message, field, why }: Reply & { kind: 'error' }): AppError {
  const cause = new Error(why);
  return field === ''
    ? new AppError(code, { message, cause })
    : new AppError(code, { message, field, cause });
}

// Writing a part twice changes nothing, and the API drops what it gets twice.
async function send({ redis, keys, door }: Address, entry: Entry, besides: Buffer | null): Promise<void> {
  const stream = keys.replies(door);
  if (besides === null) {
    const fields = Object.entries(entry).flat();
    // To make a pipeline, ioredis copies every script of BullMQ's: a twentieth of what this process does for a job.
    await insist(() => Promise.all([redis.xadd(stream, '*', ...fields), redis.pexpire(stream, leftoverMs)]));
    return;
  }
  await replies(() => {
    const pipeline = redis.pipeline();
    const beside = keys.body(randomUUID());
    putBody(pipeline, beside, besides, leftoverMs);
    const fields = Object.entries({ ...entry, beside }).flat();
    return pipeline.xadd(stream, '*', ...fields).pexpire(stream, leftoverMs);
  });
}

/** A stream entry's fields as a reply; throws where it isn't one. */
export function replyOf(fields: readonly Buffer[]): Reply {
  const pairs = pairsOf(fields);
  const body = pairs.find(([name]) => name === 'body')?.[1] ?? Buffer.alloc(0);
  const texts = pairs.filter(([name]) => name !== 'body').map(([name, value]) => [name, value.toString()]);
  return { ...Fields.parse(Object.fromEntries(texts)), body };
}

/** The names and values of a stream entry. */
export function pairsOf(fields: readonly Buffer[]): [name: string, value: Buffer][] {
  return Array.from({ length: fields.length / 2 }, (_, index) => {
    const [name = Buffer.alloc(0), value = Buffer.alloc(0)] = fields.slice(index * 2, index * 2 + 2);
    return [name.toString(), value];
  });
}

/** The bytes of an outcome, fetched where they lie beside the reply. */
export async function bytesOf(redis: Redis, reply: Reply & { kind: 'outcome' }): Promise<OutcomeBytes> {
  const { beside, parts, head, segments } = reply;
  if (beside === '') return reply;
  const body = await getBody(redis, beside, parts);
  await discard(redis, reply);
  return { head, segments, body };
}

/** Deletes what a reply left beside the stream. */
export async function discard(redis: Redis, reply: Reply): Promise<void> {
  if (reply.kind === 'outcome' && reply.beside !== '') await redis.unlink(reply.beside);
}
