// A submission on its way to the worker: inside the job while small, beside it when large.

import { Submission } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Keys, leftoverMs } from './keys.js';

/** What is larger travels in a key of its own, so that BullMQ's scripts and the reply stream stay quick. */
export const inlineBytes = 64 * 1024;

/** A job's data: which API process waits for the answer, and the submission where it is small. */
const Envelope = z.object({ door: z.string().min(1), submission: z.unknown().optional() });
export type Envelope = z.infer<typeof Envelope>;

/** A job's data as BullMQ gave it back; throws where it isn't ours. */
export const envelopeOf = (data: unknown): Envelope => Envelope.parse(data);

/** Whether the submission goes beside the job. Counts characters, not bytes: a bound to keep Redis quick, no promise. */
export function isLarge(submission: Submission): boolean {
  const { source = '', files = [], inputs, stdin, args } = submission;
  const texts = [source, stdin, ...args, ...[...files, ...inputs].map((file) => file.content)];
  return texts.reduce((sum, text) => sum + text.length, 0) > inlineBytes;
}

/** Puts a large submission beside its job; returns its size in bytes. */
export function storePayload(redis: Redis, keys: Keys, id: string, submission: Submission) {
  const bytes = Buffer.from(JSON.stringify(submission));
  return { bytes: bytes.length, stored: redis.set(keys.payload(id), bytes, 'PX', leftoverMs) };
}

/** The submission of a job; throws where it is not there any more or not one. */
export async function submissionOf(redis: Redis, keys: Keys, id: string, envelope: Envelope) {
  if (envelope.submission !== undefined) return Submission.parse(envelope.submission);
  const text = await redis.get(keys.payload(id));
  if (text === null) throw new Error('the submission of this job is no longer in Redis');
  return Submission.parse(JSON.parse(text));
}
