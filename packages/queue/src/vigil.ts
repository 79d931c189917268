// The door's watch over the jobs it waits for: says that the door lives, and gives up what will not be answered.

import { AppError } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import type { Jobs } from './jobs.js';
import type { Keys } from './keys.js';
import { type Lack, lackIn, outOfRoom, storageError } from './lack.js';
import type { Mailbox } from './mailbox.js';
import { givenUp } from './patience.js';
import type { Pending } from './pending.js';
import { announceDoor, beatMs, everyBeat, livingWorkers } from './presence.js';
import { factsIn } from './redis-settings.js';

const doubtMs = 3000;
// At the edge of its memory Redis takes one word and refuses the next.
const lackMs = 5000;
// Workers have taken this door for gone by then.
const lackPatienceMs = 10_000;

type Options = {
  redis: Redis;
  keys: Keys;
  door: string;
  jobs: Jobs;
  mailbox: Mailbox;
  pending: Pending;
  noWorkerWaitMs: number;
  onTrouble: (error: Error) => void;
};

export class Vigil {
  readonly #options: Options;
  readonly #stops: (() => void)[];
  #contactAt = Date.now();
  /** The last refusal for want of room, and since when there are such. */
  #refusal: { error: Error; at: number; since: number } | null = null;
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
  async announce(): Promise<void> {
    const { redis, keys, door } = this.#options;
    try {
      await announceDoor(redis, keys, door);
      if (this.#refusal !== null && Date.now() - this.#refusal.at >= lackMs) this.#refusal = null;
    } catch (error) {
      if (error instanceof Error) this.#noteLack(error);
      throw error;
    }
  }

  /** What Redis lacked for a word of this door a moment ago; null where it took them all. */
  get lack(): Lack | null {
    return lackIn(this.#refusal?.error);
  }

  #noteLack(error: Error): void {
    const cause = storageError(error)?.cause;
    if (!(cause instanceof Error)) return;
    const at = Date.now();
    this.#refusal = { error, at, since: this.#refusal?.since ?? at };
    this.#options.onTrouble(cause);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  async #beat(): Promise<void> {
    const { redis, keys, mailbox } = this.#options;
    await this.announce();
    // A Redis need not say how it is.
    const asked = redis.info('memory').catch(() => '');
    const [workers, info] = await Promise.all([livingWorkers(redis, keys), asked]);
    const want = outOfRoom(factsIn(info));
    if (want !== null) this.#noteLack(want);
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
      const isLacking = outlook.now - Math.max(since, this.#refusal?.since ?? outlook.now) >= lackPatienceMs;
      if (code === null && !isLacking) continue;
      // Redis answers then, and takes no word of those who live.
      pending.reject(id, storageError(this.#refusal?.error) ?? new AppError(code ?? 'queue_unavailable'));
    }
  }
}
