// A slot of a worker's that gradings can't hold: where they hold all others, a program that goes before them is taken
// all the same. It takes nothing at other times, so a worker runs no more at once than it is told to.
//
// BullMQ hands out whatever comes first, so the slot is opened only when that is a program, and closed again with it.

import { type Job, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Keys, queueName } from './keys.js';
import { everyBeat } from './presence.js';

const lookMs = 25;
// Where another worker was faster there is nothing to wait for.
const drainDelayS = 0.05;

type Options = {
  redis: Redis;
  keys: Keys;
  /** Whether gradings hold all other slots. */
  isNeeded: () => boolean;
  take: (job: Job) => Promise<void>;
  worker: WorkerOptions;
  onTrouble: (error: Error) => void;
};

export class SpareSlot {
  readonly #options: Options;
  readonly #worker: Worker;
  readonly #stop: () => void;

  constructor(options: Options) {
    this.#options = options;
    const { take, worker, onTrouble } = options;
    this.#worker = new Worker(
      queueName,
      async (job) => {
        await this.#worker.pause(true);
        await take(job);
      },
      { ...worker, concurrency: 1, autorun: false, drainDelay: drainDelayS },
    );
    this.#worker.on('error', onTrouble);
    this.#worker.on('drained', () => void this.#worker.pause(true).catch(onTrouble));
    void this.#worker.pause(true);
    this.#stop = everyBeat(() => this.#look(), lookMs);
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#worker.close();
  }

  async #look(): Promise<void> {
    if (!this.#options.isNeeded() || !this.#worker.isPaused() || this.#worker.isRunning()) return;
    if (await this.#isProgramNext()) await this.#worker.resume();
  }

  async #isProgramNext(): Promise<boolean> {
    const { redis, keys } = this.#options;
    const of = (part: string) => `${keys.prefix}:${queueName}:${part}`;
    const [listed, [first]] = await Promise.all([
      redis.lindex(of('wait'), -1),
      redis.zrange(of('prioritized'), '0', '0'),
    ]);
    const id = listed ?? first;
    return id !== undefined && (await redis.hget(keys.job(String(id)), 'name')) === 'run';
  }
}
