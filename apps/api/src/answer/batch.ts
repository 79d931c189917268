// The answers to a batch: in order, as they are done, with bounded memory. Some submissions are on their way at once;
// the next one sets out when the client has taken the first of them, and when all that they may write fits.

import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  type BatchEntry,
  fieldName,
  parseOrRefuse,
  type Rank,
  resultOf,
  Submission,
  withDefaults,
} from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import type { FastifyReply } from 'fastify';
import { type Caller, limitsFor } from '../caller.js';
import { appErrorOf } from '../errors.js';
import { textPieces } from './json.js';

type Options = {
  door: Door;
  caller: Caller;
  rank: Rank;
  signal: AbortSignal;
  /** Hears of failures that are our own. */
  log: (error: unknown) => void;
};

const MiB = 1024 * 1024;
const mostAtOnce = 16;
// What those on their way may write together; one that may write more goes alone.
const mostBytes = 64 * MiB;
// A result without its output: diagnostics and numbers.
const restBytes = 256 * 1024;
const filesBytes = 64 * MiB;

type Member = { index: number; bytes: number; answer: () => Promise<BatchEntry> };

/** The answers in order. Ends without the rest once `signal` aborts. */
export async function* answersTo(
  submissions: readonly unknown[],
  options: Options,
): AsyncGenerator<BatchEntry> {
  const underWay: { bytes: number; answer: Promise<BatchEntry> }[] = [];
  let takenBytes = 0;
  let next: Member | null = memberAt(submissions, 0, options);
  while (next !== null || underWay.length > 0) {
    while (next !== null && underWay.length < mostAtOnce) {
      if (underWay.length > 0 && takenBytes + next.bytes > mostBytes) break;
      takenBytes += next.bytes;
      underWay.push({ bytes: next.bytes, answer: next.answer() });
      next = memberAt(submissions, next.index + 1, options);
    }
    const first = underWay.shift();
    if (first === undefined) return;
    const entry = await first.answer;
    if (options.signal.aborted) return;
    yield entry;
    takenBytes -= first.bytes;
  }
}

function memberAt(submissions: readonly unknown[], index: number, options: Options): Member | null {
  if (index >= submissions.length) return null;
  try {
    const submission = submissionOf(submissions[index], options.caller);
    const bytes = mostWrittenBy(submission);
    const answer = () =>
      answered(submission, options).then(
        (result) => ({ index, result }),
        (error: unknown) => refused(index, error, options),
      );
    return { index, bytes, answer };
  } catch (error) {
    return { index, bytes: 0, answer: async () => refused(index, error, options) };
  }
}

function submissionOf(given: unknown, caller: Caller): Submission {
  const submission = parseOrRefuse(Submission, given);
  return { ...submission, limits: limitsFor(caller, submission.limits) };
}

function mostWrittenBy({ limits, outputs }: Submission): number {
  return 2 * withDefaults(limits).outputBytes + restBytes + (outputs.length > 0 ? filesBytes : 0);
}

async function answered(submission: Submission, { door, caller, rank, signal }: Options) {
  const job = { id: randomUUID(), kind: 'run', submission } as const;
  return resultOf(await door.submit(job, signal, { owner: caller.owner, rank }));
}

function refused(index: number, error: unknown, { signal, log }: Options): BatchEntry {
  const { code, message, field } = appErrorOf(error);
  if (code === 'internal' && !signal.aborted) log(error);
  if (field === undefined) return { index, error: { code, message } };
  const place = fieldName(['submissions', index]);
  // The message of a refusal begins with the field.
  const full = message.startsWith(field) ? `${place}.${message}` : message;
  return { index, error: { code, message: full, field: `${place}.${field}` } };
}

/** Sends the answers as they come, as a JSON list or a line each. */
export function sendBatch(
  form: 'json' | 'ndjson',
  reply: FastifyReply,
  answers: AsyncGenerator<BatchEntry>,
): FastifyReply {
  reply.type(form === 'ndjson' ? 'application/x-ndjson' : 'application/json; charset=utf-8');
  return reply.send(Readable.from(entryPieces(answers, form), { objectMode: false }));
}

async function* entryPieces(
  answers: AsyncGenerator<BatchEntry>,
  form: 'json' | 'ndjson',
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const entry of answers) {
    if (form === 'json') yield isFirst ? '[' : ',';
    yield* textPieces(entry, pieceLength);
    if (form === 'ndjson') yield '\n';
    isFirst = false;
  }
  if (form === 'json') yield ']\n';
}

const pieceLength = 64 * 1024;
