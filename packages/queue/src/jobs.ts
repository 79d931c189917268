// Jobs in BullMQ as the API sees them: add, withdraw, count.

import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Job } from './job.js';
import { type Keys, queueName } from './keys.js';
import { isLarge, storePayload } from './payload.js';

const jobName = 'run';

export class Jobs {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #queue: Queue;

  constructor(redis: Redis, keys: Keys, onTrouble: (error: Error) => void) {
    this.#redis = redis;
    this.#keys = keys;
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

  /** Puts a job into the queue in one round trip; `bytes` is what a large submission takes beside it. */
  add({ id, submission }: Job, door: string): { bytes: number; added: Promise<unknown> } {
    if (!isLarge(submission)) {
      return { bytes: 0, added: this.#queue.add(jobName, { door, submission }, { jobId: id }) };
    }
    const { bytes, stored } = storePayload(this.#redis, this.#keys, id, submission);
    return { bytes, added: Promise.all([stored, this.#queue.add(jobName, { door }, { jobId: id })]) };
  }

  /** Takes a waiting job out of the queue, or calls it off at the worker that runs it. */
  async withdraw({ id, submission }: Job): Promise<void> {
    const removed = await this.#queue.remove(id);
    if (removed === 0) await this.#redis.publish(this.#keys.cancel, id);
    if (isLarge(submission)) await this.#redis.unlink(this.#keys.payload(id));
  }

  async counts(): Promise<{ waiting: number; active: number }> {
    const {
      wait = 0,
      prioritized = 0,
      active = 0,
    } = await this.#queue.getJobCounts('wait', 'prioritized', 'active');
    return { waiting: wait + prioritized, active };
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
