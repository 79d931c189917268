// The worker's side of the queue: jobs come out, outcomes are sent back.

import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerStatus } from '@cellblock/contract';
import { type Job as BullJob, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { CallbackQueue } from './callback-queue.js';
import { connect, rememberCopies } from './connection.js';
import { DoorWatch } from './door-watch.js';
import { followRoom } from './follow-room.js';
import { type Keys, keysUnder, queueName } from './keys.js';
import { tellMetrics } from './observation.js';
import { PostedJobs } from './posted.js';
import { announceWorker, everyBeat, retireWorker } from './presence.js';
import { type Evaluate, Running } from './running.js';
import { SpareSlot } from './spare-slot.js';
import { onceAMinute } from './trouble.js';
import { Wakeups } from './wakeups.js';
import { within } from './within.js';

export type BenchOptions = {
  redisUrl: string;
  prefix: string;
  /** Jobs at once; one program more where all of them are gradings. */
  concurrency: number;
  /** How many jobs in hand are to be overlooked, as they do nothing for the time being; asked many times a second. */
  idle?: () => number;
  /** What is told of this worker, asked about once a second. */
  status: () => WorkerStatus;
  /**
   * Evaluates a job; `signal` aborts once nobody waits for it, `emit` is there where somebody may want to hear what
   * happens to it, `trace` is its place in a trace, `typed`
   * is there for an interactive job. A rejection is answered too: an AppError reaches the submitter as it is, anything
   * else as worker_failed.
   */
  evaluate: Evaluate;
  /** What this worker counts, asked about every few seconds, for whoever watches. */
  metrics?: () => Promise<string>;
  /** Hears of trouble with Redis that was coped with, for the log; of the same once a minute at most. */
  onTrouble?: (error: Error) => void;
};

export interface Bench {
  /** Finishes what is running and takes nothing new; the status is told until the end. */
  close(): Promise<void>;
}

/** Opens the worker's side of the queue and takes jobs from now on. Redis need not be there yet. */
export async function openBench(options: BenchOptions): Promise<Bench> {
  return new QueueBench(options);
}

const metricsMs = 5000;

const takeover = {
  // A killed worker's job is locked for 3 s at most after its last renewal (each 1.5 s), and found within 1 s more.
  lockDuration: 3000,
  stalledInterval: 1000,
  // Never reached: jobs that take their workers down are answered by Running, as BullMQ would fail them unanswered.
  maxStalledCount: 1000,
};

const outageMs = 3000;
const lookMs = 100;

class QueueBench implements Bench {
  readonly #keys: Keys;
  readonly #redis: Redis;
  readonly #cancels: Redis;
  readonly #typing: Wakeups;
  readonly #disconnect: () => void;
  readonly #worker: Worker;
  readonly #spare: SpareSlot;
  readonly #callbacks: CallbackQueue;
  readonly #status: () => WorkerStatus;
  readonly #stop: () => void;
  readonly #stopTelling: () => void;
  readonly #stopFollowing: () => void;

  constructor({ redisUrl, prefix, concurrency, status, evaluate, ...options }: BenchOptions) {
    const { idle = () => 0, metrics, onTrouble = () => {} } = options;
    const onceTrouble = onceAMinute(onTrouble);
    this.#status = status;
    this.#keys = keysUnder(prefix);
    this.#redis = connect(redisUrl, onceTrouble);
    this.#disconnect = rememberCopies(this.#redis);
    this.#cancels = connect(redisUrl, onceTrouble);
    const doors = new DoorWatch(this.#redis, this.#keys);
    this.#callbacks = new CallbackQueue(this.#redis, this.#keys, onceTrouble);
    const posted = new PostedJobs(this.#redis, this.#keys, this.#callbacks);
    this.#typing = new Wakeups(redisUrl, this.#keys.typing, onceTrouble);
    const shared = { redis: this.#redis, keys: this.#keys, typing: this.#typing };
    const running = new Running({ ...shared, doors, posted, evaluate });
    this.#cancels.on('message', (_channel, id) => running.callOff(id));
    this.#cancels.subscribe(this.#keys.cancel).catch(onceTrouble);
    // What was said while the connection was cut is marked in Redis.
    this.#cancels.on('ready', () => running.lookForCancelled().catch(onceTrouble));
    this.#stop = everyBeat(async () => {
      const news = [doors.beat(), running.lookForCancelled()];
      await Promise.all([announceWorker(this.#redis, this.#keys, status()), ...news]);
      running.beat();
    });
    const tell = async () => {
      if (metrics !== undefined) await tellMetrics(this.#redis, this.#keys, status().id, await metrics());
    };
    this.#stopTelling = everyBeat(tell, metricsMs);
    const worker = {
      connection: this.#redis,
      prefix,
      skipVersionCheck: true,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      runRetryDelay: 500,
      ...takeover,
    };
    const take = ({ id = '', name: kind, data, attemptsStarted }: BullJob) =>
      running.take({ id, kind, data, attemptsStarted });
    this.#worker = new Worker(queueName, take, { ...worker, concurrency });
    this.#worker.on('error', onceTrouble);
    const inHand = () => running.size;
    this.#stopFollowing = followRoom(this.#worker, { room: () => concurrency + idle(), inHand });
    const isNeeded = () => running.gradings >= concurrency;
    this.#spare = new SpareSlot({ ...shared, worker, take, isNeeded, onTrouble: onceTrouble });
  }

  async close(): Promise<void> {
    this.#stopFollowing();
    await Promise.race([Promise.all([this.#worker.close(), this.#spare.close()]), this.#outage()]);
    this.#stop();
    this.#stopTelling();
    await within(1000, retireWorker(this.#redis, this.#keys, this.#status().id)).catch(() => {});
    this.#cancels.disconnect();
    this.#typing.close();
    this.#disconnect();
    void this.#callbacks.close().catch(() => {});
  }

  /** Resolves once Redis has been away for so long that waiting for it to take an answer makes no sense. */
  async #outage(): Promise<void> {
    for (let awayMs = 0; awayMs < outageMs; awayMs += lookMs) {
      await delay(lookMs, undefined, { ref: false });
      if (this.#redis.status === 'ready') awayMs = 0;
    }
  }
}
