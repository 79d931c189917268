// Who is to be told that a job has ended: one call a job, in a queue of BullMQ's own, so that it survives whoever dies.

import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { callbackQueueName, type Keys } from './keys.js';

/** How often one is tried to be told; between two tries passes twice the time of the one before. */
const tries = 12;
/** All tries together take less than this, so that what is to be told is still there. */
export const tellingMs = 2 * 60 * 60_000;
// Calls that were given up are kept for the operator to see.
const givenUp = { age: 7 * 24 * 3600, count: 1000 };

export class CallbackQueue {
  readonly #queue: Queue;

  constructor(redis: Redis, { prefix }: Keys, onTrouble: (error: Error) => void) {
    this.#queue = new Queue(callbackQueueName, {
      connection: redis,
      prefix,
      skipVersionCheck: true,
      defaultJobOptions: {
        attempts: tries,
        backoff: { type: 'custom' },
        removeOnComplete: true,
        removeOnFail: givenUp,
      },
      streams: { events: { maxLen: 100 } },
    });
    this.#queue.on('error', onTrouble);
  }

  /** Has it told that the job has ended; twice is once. */
  async add(id: string): Promise<void> {
    await this.#queue.add('callback', {}, { jobId: id });
  }

  close(): Promise<void> {
    return this.#queue.close();
  }
}
