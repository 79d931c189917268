// One entry of a reply stream: what the worker writes and the API reads. Later kinds of entry are additions to `kind`.

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type ErrorCode, errorMessages, type Outcome } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Keys, leftoverMs } from './keys.js';
import { decodeOutcome, encodeOutcome } from './outcome-bytes.js';
import { inlineBytes } from './payload.js';

const partBytes = 4 * 1024 * 1024;
const attempts = 5;
const pauseMs = 200;

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorMessages, code);
const ErrorCodeText = z.string().refine(isErrorCode);

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
    code: ErrorCodeText,
    message: z.string(),
    field: z.string(),
    why: z.string(),
  }),
]);
export type Reply = z.infer<typeof Fields> & { body: Buffer };

type Address = { redis: Redis; keys: Keys; door: string };

/** Answers a job with its outcome. Resolves once Redis has it. */
export async function sendOutcome(address: Address, outcome: Outcome): Promise<void> {
  const { head, segments, body } = encodeOutcome(outcome);
  const { id } = outcome.head;
  if (body.length <= inlineBytes) {
    return send(address, () => ({
      entry: [
        'kind',
        'outcome',
        'id',
        id,
        'head',
        head,
        'segments',
        segments,
        'parts',
        0,
        'beside',
        '',
        'body',
        body,
      ],
      parts: [],
    }));
  }
  const parts = Array.from({ length: Math.ceil(body.length / partBytes) }, (_, index) =>
    body.subarray(index * partBytes, (index + 1) * partBytes),
  );
  return send(address, () => {
    const beside = address.keys.body(randomUUID());
    return {
      entry: [
        'kind',
        'outcome',
        'id',
        id,
        'head',
        head,
        'segments',
        segments,
        'parts',
        parts.length,
        'beside',
        beside,
      ],
      parts: parts.map((part, index) => ({ key: beside, index, part })),
    };
  });
}

/** Answers a job with an error: an AppError reaches the submitter as it is, anything else as worker_failed. */
export async function sendError(address: Address, id: string, error: unknown): Promise<void> {
  const { code, message, field = '' } = error instanceof AppError ? error : new AppError('worker_failed');
  const entry = [
    'kind',
    'error',
    'id',
    id,
    'code',
    code,
    'message',
    message,
    'field',
    field,
    'why',
    String(error),
  ];
  return send(address, () => ({ entry, parts: [] }));
}

/** The error that a reply stands for; why it came about is its cause, for the log. */
export function errorOf({ code, message, field, why }: Reply & { kind: 'error' }): AppError {
  const cause = new Error(why);
  return field === ''
    ? new AppError(code, { message, cause })
    : new AppError(code, { message, field, cause });
}

type Message = { entry: (string | number | Buffer)[]; parts: { key: string; index: number; part: Buffer }[] };

// A pipeline that a lost connection cut in two is refused, so it is built and sent again; one that went out without
// any reply is sent again by ioredis itself. So writing a part twice changes nothing, and the API drops what it gets
// twice.
async function send({ redis, keys, door }: Address, message: () => Message): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { entry, parts } = message();
    const pipeline = redis.pipeline();
    for (const { key, index, part } of parts) pipeline.hset(key, index, part).pexpire(key, leftoverMs);
    pipeline.xadd(keys.replies(door), '*', ...entry).pexpire(keys.replies(door), leftoverMs);
    const results = (await pipeline.exec()) ?? [];
    const error = results.find(([failure]) => failure !== null)?.[0];
    if (error === undefined || error === null) return;
    if (attempt === attempts) throw error;
    await delay(pauseMs);
  }
}

/** A stream entry's fields as a reply; throws where it isn't one. */
export function replyOf(fields: readonly Buffer[]): Reply {
  const pairs = Array.from({ length: fields.length / 2 }, (_, index) => {
    const [name = Buffer.alloc(0), value = Buffer.alloc(0)] = fields.slice(index * 2, index * 2 + 2);
    return [name.toString(), value] as const;
  });
  const body = pairs.find(([name]) => name === 'body')?.[1] ?? Buffer.alloc(0);
  const texts = pairs.filter(([name]) => name !== 'body').map(([name, value]) => [name, value.toString()]);
  return { ...Fields.parse(Object.fromEntries(texts)), body };
}

/** The outcome of a reply, its body fetched where it lies beside. */
export async function outcomeOf(redis: Redis, reply: Reply & { kind: 'outcome' }): Promise<Outcome> {
  const { beside, parts, head, segments } = reply;
  if (beside === '') return decodeOutcome(reply);
  const pieces: Buffer[] = [];
  for (let index = 0; index < parts; index++) {
    const piece = await redis.hgetBuffer(beside, String(index));
    if (piece === null) throw new Error('the output of a job is no longer in Redis');
    pieces.push(piece);
  }
  await discard(redis, reply);
  return decodeOutcome({ head, segments, body: Buffer.concat(pieces) });
}

/** Deletes what a reply left beside the stream. */
export async function discard(redis: Redis, reply: Reply): Promise<void> {
  if (reply.kind === 'outcome' && reply.beside !== '') await redis.unlink(reply.beside);
}
