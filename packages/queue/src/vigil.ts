// The door's watch over the jobs it waits for: says that the door lives, and gives up what will not be answered.

import { AppError } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import type { Jobs } from './jobs.js';
import type { Keys } from './keys.js';
import type { Mailbox } from './mailbox.js';
import { givenUp } from './patience.js';
import type { Pending } from './pending.js';
import { announceDoor, beatMs, everyBeat, livingWorkers } from './presence.js';

const doubtMs = 3000;

type Options = {
  redis: Redis;
  keys: Keys;
  door: string;
  jobs: Jobs;
  mailbox: Mailbox;
  pending: Pending;
  noWorkerWaitMs: number;
};

export class Vigil {
  readonly #options: Options;
  readonly #stops: (() => void)[];
  #contactAt = Date.now();
  #workerlessSince: number | null = null;

  constructor(options: Options) {
    this.#options = options;
    const intervalMs = Math.min(beatMs, Math.max(25, options.noWorkerWaitMs / 4));
    // Two loops, as a Redis that hangs holds up the first.
    this.#stops = [
      everyBeat(() => this.#beat(), intervalMs),
      everyBeat(async () => this.#sweep(), intervalMs),
    ];
    // Heard of again at once after an outage, lest workers take this door for gone.
    options.redis.on('ready', () => this.announce().catch(() => {}));
  }

  /** Says that the door lives. */
  announce(): Promise<void> {
    const { redis, keys, door } = this.#options;
    return announceDoor(redis, keys, door);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  async #beat(): Promise<void> {
    const { redis, keys, mailbox } = this.#options;
    await this.announce();
    const workers = await livingWorkers(redis, keys);
    this.#contactAt = Date.now();
    this.#workerlessSince = workers.length > 0 ? null : (this.#workerlessSince ?? this.#contactAt);
    await mailbox.trim();
    await this.#failLost();
  }

  // A job that Redis has lost (a restart without its data) is never answered. A worker answers before it removes the
  // job, so a job that is missing while every answer has been read is lost.
  async #failLost(): Promise<void> {
    const { jobs, mailbox, pending } = this.#options;
    const old = pending.unanswered().filter(([, since]) => Date.now() - since > doubtMs);
    const missing = await jobs.missing(old.map(([id]) => id));
    if (missing.length === 0 || !(await mailbox.hasReadAll())) return;
    const cause = new Error('the job is no longer in Redis');
    for (const id of missing) {
      if (pending.claim(id)) pending.reject(id, new AppError('worker_failed', { cause }));
    }
  }

  #sweep(): void {
    const { pending, noWorkerWaitMs } = this.#options;
    const outlook = { now: Date.now(), contactAt: this.#contactAt, workerlessSince: this.#workerlessSince };
    for (const [id, since] of pending.unanswered()) {
      const code = givenUp(since, outlook, noWorkerWaitMs);
      if (code !== null) pending.reject(id, new AppError(code));
    }
  }
}
