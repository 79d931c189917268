// The API's side of the queue: jobs go in, outcomes come back.

import { randomUUID } from 'node:crypto';
import { AppError } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { Awaited } from './awaited.js';
import { CallbackQueue } from './callback-queue.js';
import { connect } from './connection.js';
import type { Door, DoorOptions, QueueStatus } from './door-promises.js';
import { Following, type Waiting } from './following.js';
import { Intake, patienceMs } from './intake.js';
import { type Job, type OutcomeOf, outcomeOfKind } from './job.js';
import { Jobs } from './jobs.js';
import { type Keyboard, keyboardOf } from './keyboard.js';
import { type Keys, keysUnder } from './keys.js';
import { Mailbox } from './mailbox.js';
import type { OutcomeBytes } from './outcome-bytes.js';
import { Pending } from './pending.js';
import { PostedJobs } from './posted.js';
import { type PostedEvent, type PostedJob, type StandingJob, statusOf } from './posted-job.js';
import { Postings, type PostOptions } from './postings.js';
import { livingWorkers } from './presence.js';
import { watchSettings } from './redis-settings.js';
import { bytesOf, discard, errorOf, type Reply } from './reply.js';
import { onceAMinute } from './trouble.js';
import { anyone, type Place } from './turns.js';
import { Vigil } from './vigil.js';
import { Wakeups } from './wakeups.js';
import { within } from './within.js';

// A note may be as large as a submission, and there may be many.
const longPatienceMs = 5000;

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
  readonly #jobs: Jobs;
  readonly #intake: Intake;
  readonly #mailbox: Mailbox;
  readonly #vigil: Vigil;
  readonly #postings: Postings;
  readonly #following: Following;
  readonly #wakeups: Wakeups;
  readonly #callbacks: CallbackQueue;
  readonly #pending = new Pending();
  readonly #awaited = new Awaited();
  readonly #heldBytes: number;
  readonly #onTrouble: (error: Error) => void;
  #isClosed = false;

  constructor({ redisUrl, prefix, queueLimit, noWorkerWaitMs, keepMs, heldBytes, ...options }: DoorOptions) {
    const { onTrouble = () => {}, traceparent = () => undefined } = options;
    this.#onTrouble = onceAMinute(onTrouble);
    this.#heldBytes = heldBytes;
    this.#keys = keysUnder(prefix);
    this.#redis = connect(redisUrl, this.#onTrouble);
    watchSettings(this.#redis, this.#onTrouble);
    this.#jobs = new Jobs({ redis: this.#redis, keys: this.#keys, onTrouble: this.#onTrouble, traceparent });
    this.#wakeups = new Wakeups(redisUrl, this.#keys.news, this.#onTrouble);
    const shared = { redis: this.#redis, keys: this.#keys, door: this.#id, jobs: this.#jobs };
    this.#intake = new Intake({ ...shared, queueLimit, onTrouble: this.#onTrouble });
    this.#callbacks = new CallbackQueue(this.#redis, this.#keys, this.#onTrouble);
    const posted = new PostedJobs(this.#redis, this.#keys, this.#callbacks);
    this.#postings = new Postings({ door: this.#id, intake: this.#intake, posted, keepMs, heldBytes });
    this.#following = new Following({ ...shared, wakeups: this.#wakeups, posted });
    this.#mailbox = new Mailbox({
      reader: connect(redisUrl, this.#onTrouble),
      redis: this.#redis,
      stream: this.#keys.replies(this.#id),
      onReply: (reply) => (reply.kind === 'ended' ? this.#awaited.tell(reply) : void this.#receive(reply)),
      onTrouble: this.#onTrouble,
    });
    this.#vigil = new Vigil({
      ...shared,
      mailbox: this.#mailbox,
      pending: this.#pending,
      noWorkerWaitMs,
      onTrouble: this.#onTrouble,
    });
  }

  async open(): Promise<void> {
    await within(
      patienceMs,
      this.#intake.ready().then(() => this.#vigil.announce()),
    ).catch(() => {});
  }

  async submit<Each extends Job>(
    job: Each,
    signal: AbortSignal,
    place: Place = anyone,
  ): Promise<OutcomeOf<Each>> {
    signal.throwIfAborted();
    if (this.#isClosed) throw new AppError('shutting_down');
    if (this.#pending.has(job.id))
      throw new AppError('conflict', { message: `the job ${job.id} is here already` });
    const answer = this.#pending.expect(job.id, Date.now());
    const callOff = () => this.#pending.reject(job.id, signal.reason);
    signal.addEventListener('abort', callOff, { once: true });
    try {
      await this.#intake.enter(place);
      const kind: Each['kind'] = job.kind;
      return understood(kind, await this.#run({ job, place, answer, signal }));
    } finally {
      signal.removeEventListener('abort', callOff);
      this.#pending.forget(job.id);
    }
  }

  async post(job: Job, options: PostOptions): Promise<PostedJob> {
    if (this.#isClosed) throw new AppError('shutting_down');
    return statusOf(job.id, await this.#postings.post(job, options), null);
  }

  async postAndWait(job: Job, options: PostOptions, waiting: Waiting): Promise<StandingJob> {
    if (this.#isClosed) throw new AppError('shutting_down');
    const watch = this.#awaited.watch(job.id);
    try {
      const posted = await this.#postings.post(job, { ...options, isAwaited: true });
      return await this.#following.ended(job.id, posted, watch, waiting);
    } finally {
      watch.end();
    }
  }

  find(id: string): Promise<PostedJob | null> {
    return within(patienceMs, this.#following.find(id));
  }

  outcome(id: string): Promise<OutcomeOf | null> {
    return this.#following.outcome(id);
  }

  note(id: string): Promise<string | null> {
    return within(longPatienceMs, this.#postings.note(id));
  }

  noted(): Promise<string[]> {
    return within(longPatienceMs, this.#postings.noted());
  }

  forget(id: string): Promise<void> {
    return within(patienceMs, this.#postings.forget(id));
  }

  wait(id: string, mostMs: number, signal: AbortSignal): Promise<PostedJob | null> {
    return this.#following.wait(id, { mostMs, signal });
  }

  cancel(id: string): Promise<boolean> {
    return within(patienceMs, this.#postings.cancel(id));
  }

  events(id: string, after: string | null, signal: AbortSignal): AsyncGenerator<PostedEvent> {
    return this.#following.events(id, after, signal);
  }

  keyboard(id: string): Keyboard {
    return keyboardOf({ redis: this.#redis, keys: this.#keys, heldBytes: this.#heldBytes }, id);
  }

  async status(): Promise<QueueStatus> {
    const maximumBytes = this.#heldBytes;
    try {
      const asked = Promise.all([
        this.#jobs.counts(),
        livingWorkers(this.#redis, this.#keys),
        this.#postings.heldBytes(),
      ]);
      const [counts, workers, bytes] = await within(patienceMs, asked);
      return { reachable: true, lack: this.#vigil.lack, ...counts, held: { bytes, maximumBytes }, workers };
    } catch {
      const nothing = { waiting: 0, active: 0, held: { bytes: 0, maximumBytes }, workers: [] };
      return { reachable: false, lack: null, ...nothing };
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#vigil.stop();
    for (const [id] of this.#pending.unanswered()) this.#pending.reject(id, new AppError('shutting_down'));
    const farewell = async () => {
      await new Promise(setImmediate);
      const leftovers = [this.#keys.door(this.#id), this.#keys.replies(this.#id)];
      await Promise.all([this.#intake.withdrawn(), this.#redis.unlink(leftovers)]);
    };
    await within(patienceMs, farewell()).catch(() => {});
    this.#mailbox.close();
    this.#wakeups.close();
    this.#redis.disconnect();
    await Promise.all([this.#jobs.close(), this.#callbacks.close()]);
  }

  async #run({ job, place, answer, signal }: Submitted): Promise<OutcomeBytes> {
    if (signal.aborted) this.#intake.leave(place);
    signal.throwIfAborted();
    try {
      await Promise.race([this.#intake.add(job, place, { door: this.#id }), answer]);
      return await answer;
    } catch (error) {
      if (!this.#pending.isAnswered(job.id)) this.#intake.withdraw(job.id);
      throw error;
    }
  }

  async #receive(reply: Exclude<Reply, { kind: 'ended' }>): Promise<void> {
    if (!this.#pending.claim(reply.id)) return discard(this.#redis, reply).catch(this.#onTrouble);
    try {
      if (reply.kind === 'error') this.#pending.reject(reply.id, errorOf(reply));
      else this.#pending.resolve(reply.id, await bytesOf(this.#redis, reply));
    } catch (cause) {
      this.#pending.reject(reply.id, new AppError('worker_failed', { cause }));
    }
  }
}

type Submitted = { job: Job; place: Place; answer: Promise<OutcomeBytes>; signal: AbortSignal };

function understood<Each extends Job>(kind: Each['kind'], bytes: OutcomeBytes): OutcomeOf<Each> {
  try {
    return outcomeOfKind(kind, bytes);
  } catch (cause) {
    throw new AppError('worker_failed', { cause });
  }
}
