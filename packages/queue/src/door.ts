// The API's side of the queue: jobs go in, outcomes come back.

import { randomUUID } from 'node:crypto';
import { AppError, type Outcome } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { connect, readiness } from './connection.js';
import { Gate } from './gate.js';
import type { Job, WorkerStatus } from './job.js';
import { Jobs } from './jobs.js';
import { type Keys, keysUnder } from './keys.js';
import { Mailbox } from './mailbox.js';
import { Pending } from './pending.js';
import { livingWorkers } from './presence.js';
import { discard, errorOf, outcomeOf, type Reply } from './reply.js';
import { onceAMinute } from './trouble.js';
import { Vigil } from './vigil.js';
import { within } from './within.js';

export type DoorOptions = {
  redisUrl: string;
  prefix: string;
  /** Waiting jobs above which submit refuses; several API processes may together overshoot it a little. */
  queueLimit: number;
  noWorkerWaitMs: number;
  /** Hears of trouble with Redis that was coped with, for the log; of the same once a minute at most. */
  onTrouble?: (error: Error) => void;
};

export type QueueStatus = { reachable: boolean; waiting: number; active: number; workers: WorkerStatus[] };

export interface Door {
  /**
   * The job's outcome. AppError: queue_full, queue_unavailable, no_worker, worker_failed, conflict (the id is in use
   * here), shutting_down, and those that the worker's evaluation ended with. Once `signal` aborts it rejects with the
   * signal's reason, and the job is called off.
   */
  submit(job: Job, signal: AbortSignal): Promise<Outcome>;
  /** How the queue stands; `reachable: false` and nothing else where Redis does not answer within a second. */
  status(): Promise<QueueStatus>;
  /** Gives up what is still waited for (shutting_down) and disconnects. */
  close(): Promise<void>;
}

const patienceMs = 1000;
const uploadBytesPerMs = 20_000;

/** Opens the API's side of the queue; one door per process. Redis need not be there yet. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const door = new QueueDoor(options);
  await door.open();
  return door;
}

class QueueDoor implements Door {
  readonly #id = randomUUID();
  readonly #keys: Keys;
  readonly #redis: Redis;
  readonly #ready: () => Promise<void>;
  readonly #jobs: Jobs;
  readonly #gate: Gate;
  readonly #mailbox: Mailbox;
  readonly #vigil: Vigil;
  readonly #pending = new Pending();
  readonly #withdrawals = new Set<Promise<void>>();
  readonly #onTrouble: (error: Error) => void;
  #isClosed = false;

  constructor({ redisUrl, prefix, queueLimit, noWorkerWaitMs, onTrouble = () => {} }: DoorOptions) {
    this.#onTrouble = onceAMinute(onTrouble);
    this.#keys = keysUnder(prefix);
    this.#redis = connect(redisUrl, this.#onTrouble);
    this.#ready = readiness(this.#redis);
    this.#jobs = new Jobs(this.#redis, this.#keys, this.#onTrouble);
    this.#gate = new Gate(queueLimit, async () => (await this.#jobs.counts()).waiting);
    this.#mailbox = new Mailbox({
      reader: connect(redisUrl, this.#onTrouble),
      redis: this.#redis,
      stream: this.#keys.replies(this.#id),
      onReply: (reply) => void this.#receive(reply),
      onTrouble: this.#onTrouble,
    });
    this.#vigil = new Vigil({
      redis: this.#redis,
      keys: this.#keys,
      door: this.#id,
      jobs: this.#jobs,
      mailbox: this.#mailbox,
      pending: this.#pending,
      noWorkerWaitMs,
    });
  }

  async open(): Promise<void> {
    await within(
      patienceMs,
      this.#ready().then(() => this.#vigil.announce()),
    ).catch(() => {});
  }

  async submit(job: Job, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    if (this.#isClosed) throw new AppError('shutting_down');
    if (this.#pending.has(job.id))
      throw new AppError('conflict', { message: `the job ${job.id} is here already` });
    const answer = this.#pending.expect(job.id, Date.now());
    const callOff = () => this.#pending.reject(job.id, signal.reason);
    signal.addEventListener('abort', callOff, { once: true });
    try {
      await this.#enter();
      return await this.#run(job, answer, signal);
    } finally {
      signal.removeEventListener('abort', callOff);
      this.#pending.forget(job.id);
    }
  }

  async status(): Promise<QueueStatus> {
    try {
      const asked = Promise.all([this.#jobs.counts(), livingWorkers(this.#redis, this.#keys)]);
      const [counts, workers] = await within(patienceMs, asked);
      return { reachable: true, ...counts, workers };
    } catch {
      return { reachable: false, waiting: 0, active: 0, workers: [] };
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#vigil.stop();
    for (const [id] of this.#pending.unanswered()) this.#pending.reject(id, new AppError('shutting_down'));
    const farewell = async () => {
      await new Promise(setImmediate);
      const leftovers = [this.#keys.door(this.#id), this.#keys.replies(this.#id)];
      await Promise.all([...this.#withdrawals, this.#redis.unlink(leftovers)]);
    };
    await within(patienceMs, farewell()).catch(() => {});
    this.#mailbox.close();
    this.#redis.disconnect();
    await this.#jobs.close();
  }

  async #enter(): Promise<void> {
    if (this.#redis.status !== 'ready') await within(patienceMs, this.#ready());
    if (this.#gate.isDoubtful()) await within(patienceMs, this.#gate.recount());
    this.#gate.enter();
  }

  async #run(job: Job, answer: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
    if (signal.aborted) this.#gate.leave(false);
    signal.throwIfAborted();
    try {
      await Promise.race([this.#add(job), answer]);
      return await answer;
    } catch (error) {
      if (!this.#pending.isAnswered(job.id)) this.#withdraw(job);
      throw error;
    }
  }

  async #add(job: Job): Promise<void> {
    const { bytes, added } = this.#jobs.add(job, this.#id);
    added.then(
      () => this.#gate.leave(true),
      () => this.#gate.leave(false),
    );
    await within(patienceMs + bytes / uploadBytesPerMs, added);
  }

  // While Redis is away the withdrawal waits for it, behind the job that it withdraws.
  #withdraw(job: Job): void {
    const withdrawal = this.#jobs.withdraw(job).catch(this.#onTrouble);
    this.#withdrawals.add(withdrawal);
    void withdrawal.finally(() => this.#withdrawals.delete(withdrawal));
  }

  async #receive(reply: Reply): Promise<void> {
    if (!this.#pending.claim(reply.id)) return discard(this.#redis, reply).catch(this.#onTrouble);
    try {
      if (reply.kind === 'error') this.#pending.reject(reply.id, errorOf(reply));
      else this.#pending.resolve(reply.id, await outcomeOf(this.#redis, reply));
    } catch (cause) {
      this.#pending.reject(reply.id, new AppError('worker_failed', { cause }));
    }
  }
}
