// A job on its way to the worker: inside BullMQ's job while small, beside it when large.

import { Rank } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Job } from './job.js';
import { type Keys, leftoverMs } from './keys.js';

/** What is larger travels in a key of its own, so that BullMQ's scripts and the reply stream stay quick. */
export const inlineBytes = 64 * 1024;

/** A job as BullMQ holds it. At least one of `door` and `keepMs` is there. */
const Envelope = z.object({
  /** The API process that waits for the answer; without it the job is run whoever lives. */
  door: z.string().min(1).optional(),
  /** How long the answer is kept in the job's record; without it the answer goes to the door. */
  keepMs: z.number().positive().optional(),
  /** Whether somebody is to be told when it has ended. */
  hasCallback: z.boolean().optional(),
  /** The API process that is told when it has ended, where the answer goes to the record. */
  awaitedBy: z.string().min(1).optional(),
  /** Whether its events are kept by nobody. */
  isQuiet: z.boolean().optional(),
  /** Its place in the order of jobs. */
  rank: Rank,
  turn: z.number().nonnegative(),
  /** Its place in a trace, as a traceparent. */
  trace: z.string().optional(),
  /** The job, where it is small. */
  job: z.unknown().optional(),
});
export type Envelope = z.infer<typeof Envelope>;

/** A job's data as BullMQ gave it back; throws where it isn't ours. */
export const envelopeOf = (data: unknown): Envelope => Envelope.parse(data);

/** How many bytes the job takes in Redis, as JSON in UTF-8: six for some characters. */
export const storedBytes = (job: Job): number => Buffer.byteLength(JSON.stringify(job));

/** Whether the job goes beside BullMQ's. Counts characters, not bytes: a bound to keep Redis quick, no promise. */
export const isLarge = (job: Job): boolean => textLength(job, inlineBytes) > inlineBytes;

// No further than `enough`, as a job may hold thousands of values.
function textLength(value: unknown, enough: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 0;
  for (const member of Object.values(value)) {
    sum += textLength(member, enough - sum);
    if (sum > enough) break;
  }
  return sum;
}

/** Puts a large job beside BullMQ's, for as long as it may wait; returns its size in bytes. */
export function storePayload(redis: Redis, keys: Keys, job: Job, waitMs: number) {
  const bytes = Buffer.from(JSON.stringify(job));
  return { bytes: bytes.length, stored: redis.set(keys.payload(job.id), bytes, 'PX', waitMs + leftoverMs) };
}

/** The job in an envelope; throws where it is not there any more or not one. */
export async function jobIn(redis: Redis, keys: Keys, id: string, envelope: Envelope): Promise<Job> {
  if (envelope.job !== undefined) return Job.parse(envelope.job);
  const text = await redis.get(keys.payload(id));
  if (text === null) throw new Error('this job is no longer in Redis');
  return Job.parse(JSON.parse(text));
}
