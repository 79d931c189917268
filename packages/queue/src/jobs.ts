// Jobs in BullMQ as the API sees them: add, withdraw, count.

import type { Rank } from '@cellblock/contract';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Job } from './job.js';
import { type Keys, leftoverMs, queueName } from './keys.js';
import { longestPostedWaitMs, longestWaitMs } from './patience.js';
import { type Envelope, isLarge, storePayload } from './payload.js';
import { type Clocks, midnight, priorityOf } from './turns.js';

export type Counts = { waiting: number; active: number };

export type JobsOptions = {
  redis: Redis;
  keys: Keys;
  onTrouble: (error: Error) => void;
  /** The place in a trace of what is going on now. */
  traceparent: () => string | undefined;
};

export class Jobs {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #traceparent: () => string | undefined;
  readonly #queue: Queue;

  constructor({ redis, keys, onTrouble, traceparent }: JobsOptions) {
    this.#redis = redis;
    this.#keys = keys;
    this.#traceparent = traceparent;
    this.#queue = new Queue(queueName, {
      connection: redis,
      prefix: keys.prefix,
      skipVersionCheck: true,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      // Nobody reads BullMQ's own events; at its default of 10,000 they would take megabytes.
      streams: { events: { maxLen: 100 } },
    });
    this.#queue.on('error', onTrouble);
  }

  /** Puts a job into the queue in one round trip; `bytes` is what a large one takes beside it. */
  add(job: Job, given: Omit<Envelope, 'job' | 'trace'>): { bytes: number; added: Promise<unknown> } {
    const trace = this.#traceparent();
    const envelope = trace === undefined ? given : { ...given, trace };
    const options = { jobId: job.id, priority: priorityOf(envelope.rank, envelope.turn) };
    if (!isLarge(job)) {
      return { bytes: 0, added: this.#queue.add(job.kind, { ...envelope, job }, options) };
    }
    const waitMs = envelope.keepMs === undefined ? longestWaitMs : longestPostedWaitMs;
    const { bytes, stored } = storePayload(this.#redis, this.#keys, job, waitMs);
    return { bytes, added: Promise.all([stored, this.#queue.add(job.kind, envelope, options)]) };
  }

  /** Takes a waiting job out of the queue, or calls it off at the worker that runs it. */
  async withdraw(id: string): Promise<void> {
    const removed = await this.#queue.remove(id);
    if (removed === 0) {
      const cancelled = this.#keys.cancelled(id);
      await this.#redis.pipeline().set(cancelled, '', 'PX', leftoverMs).publish(this.#keys.cancel, id).exec();
    }
    await this.#redis.unlink(this.#keys.payload(id));
  }

  async counts(): Promise<Counts> {
    const {
      wait = 0,
      prioritized = 0,
      active = 0,
    } = await this.#queue.getJobCounts('wait', 'prioritized', 'active');
    return { waiting: wait + prioritized, active };
  }

  /** Of each rank the turn of the job that was last taken. */
  async clocks(): Promise<Clocks> {
    const { interactive, grading, regrading } = midnight();
    const names = { interactive, grading, regrading };
    const ranks = Object.keys(names) as Rank[];
    const turns = await this.#redis.zmscore(this.#keys.clocks, ranks);
    for (const [index, rank] of ranks.entries()) names[rank] = Number(turns[index] ?? 0);
    return names;
  }

  /** Sets the clocks back; for when nobody waits. */
  async resetClocks(): Promise<void> {
    await this.#redis.del(this.#keys.clocks);
  }

  /** How many jobs go before this one; null where it doesn't wait. */
  async position(id: string): Promise<number | null> {
    const [waiting, listed, rank] = await Promise.all([
      this.#redis.llen(this.#queue.toKey('wait')),
      // From the end that workers take from; only what a lost worker left behind is in this list.
      this.#redis.lpos(this.#queue.toKey('wait'), id, 'RANK', -1),
      this.#redis.zrank(this.#queue.toKey('prioritized'), id),
    ]);
    if (rank !== null) return waiting + Number(rank);
    return listed === null ? null : waiting - 1 - listed;
  }

  /** Those of the jobs that Redis knows nothing of. One command for many, as a rule there are none. */
  async missing(ids: string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const found = await this.#redis.exists(ids.map(this.#keys.job));
    if (found === ids.length) return [];
    if (ids.length === 1) return ids;
    const half = Math.ceil(ids.length / 2);
    return [...(await this.missing(ids.slice(0, half))), ...(await this.missing(ids.slice(half)))];
  }

  close(): Promise<void> {
    return this.#queue.close();
  }
}
