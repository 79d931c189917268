// The door's posted jobs: nobody need wait for them, whoever knows the id can ask any API process.

import { AppError, type JobState } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { type CallbackQueue, tellingMs } from './callback-queue.js';
import { beginning, eventsAfter, type Numbered } from './event-log.js';
import { type Intake, patienceMs } from './intake.js';
import { type Job, type Kind, type OutcomeOf, outcomeOfKind } from './job.js';
import type { Jobs } from './jobs.js';
import type { Keys } from './keys.js';
import { longestPostedWaitMs } from './patience.js';
import { roughBytes } from './payload.js';
import {
  type Addressee,
  type Course,
  type End,
  type Ending,
  endWord,
  PostedJobs,
  type Posting,
} from './posted.js';
import type { Place } from './turns.js';
import type { Wakeups } from './wakeups.js';
import { within } from './within.js';

/** How a posted job stands; times are ms since 1970. */
export type PostedJob = Place & {
  id: string;
  kind: Kind;
  state: JobState;
  /** How many jobs go before it, while it is queued. */
  position: number | null;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** When it is forgotten at the latest. */
  expiresAt: number;
  error: { code: string; message: string; field?: string | undefined } | null;
};

export type PostOptions = Place & {
  /** Whether it is called off when this API process dies. */
  isTied?: boolean;
  /** Who is told when it has ended. */
  callback?: Addressee | undefined;
  /** What its poster wants to be told back with it; it is kept as long as the job is. */
  note?: string;
  /** Whether nobody will ask what happens to it before its end, so that its events need not be kept. */
  isQuiet?: boolean;
};

/** An event of a posted job, and the number by which a reader goes on after it. */
export type PostedEvent = {
  number: string;
  event:
    | Numbered['event']
    | { type: 'queued'; position: number | null }
    | { type: 'verdict'; head: unknown }
    | { type: 'error'; error: NonNullable<PostedJob['error']> }
    | { type: 'cancelled' };
};

/** The number of every last event. */
export const lastNumber = 'end';

// Whoever is tied to a job hears of it as it happens; what is kept is for who reads slowly.
const tiedMs = 15 * 60_000;
const noteBytesPerMs = 20_000;

// A job that is not in Redis may be on its way there.
const doubtMs = 3000;

type Options = {
  redis: Redis;
  keys: Keys;
  door: string;
  jobs: Jobs;
  intake: Intake;
  wakeups: Wakeups;
  callbacks: CallbackQueue;
  keepMs: number;
  /** What all posted jobs may hold together; see Holdings. */
  heldBytes: number;
};

export class Postings {
  readonly #options: Options;
  readonly #posted: PostedJobs;

  constructor(options: Options) {
    this.#options = options;
    this.#posted = new PostedJobs(options.redis, options.keys, options.callbacks);
  }

  async post(job: Job, options: PostOptions): Promise<PostedJob> {
    const { owner, rank, isTied = false, isQuiet = false, callback, note = null } = options;
    const { intake, door } = this.#options;
    const hasCallback = callback !== undefined;
    const keepMs = isTied
      ? Math.min(this.#options.keepMs, tiedMs)
      : Math.max(this.#options.keepMs, hasCallback ? tellingMs : 0);
    await intake.enter();
    const posting: Posting = {
      kind: job.kind,
      owner,
      rank,
      at: Date.now(),
      keepMs,
      callback: callback ?? null,
    };
    await this.#open(job, posting, note).catch((error: unknown) => {
      intake.leave();
      throw error;
    });
    try {
      const way = { keepMs, hasCallback, ...(isTied ? { door } : {}), ...(isQuiet ? { isQuiet } : {}) };
      await intake.add(job, { owner, rank }, way);
    } catch (error) {
      intake.withdraw(job.id);
      this.#forget(job.id);
      throw error;
    }
    return statusOf(job.id, { ...posting, startedAt: null, end: null }, null);
  }

  async #open(job: Job, posting: Posting, note: string | null): Promise<void> {
    const { heldBytes } = this.#options;
    const noteBytes = note?.length ?? 0;
    const bytes = roughBytes(job) + noteBytes;
    const opening = this.#posted.open(posting, { id: job.id, bytes, maximumBytes: heldBytes, note });
    const mostMs = patienceMs + noteBytes / noteBytesPerMs;
    const { kind, retryInMs } = await within(mostMs, opening).catch((error: unknown) => {
      this.#forget(job.id);
      throw error;
    });
    if (kind === 'known') throw new AppError('conflict', { message: `the job ${job.id} is there already` });
    if (kind === 'new') return;
    const whose = kind === 'full' ? 'all callers together' : 'one caller, which is half of all';
    throw new AppError('results_full', {
      retryInMs,
      message: `what is kept of posted jobs fills the room of ${whose} (CELLBLOCK_RESULT_BYTES, ${heldBytes} bytes); it is kept for a stated time, try again later`,
    });
  }

  /** What all posted jobs hold now, in bytes. */
  heldBytes(): Promise<number> {
    return this.#posted.heldBytes();
  }

  note(id: string): Promise<string | null> {
    return this.#posted.note(id);
  }

  noted(): Promise<string[]> {
    return this.#posted.noted();
  }

  async forget(id: string): Promise<void> {
    const course = await this.#posted.read(id);
    if (course?.end?.state === 'done') await this.#posted.dropOutcome(course.end);
    await this.#posted.forget(id);
  }

  // While Redis is away this waits for it, behind what it undoes.
  #forget(id: string): void {
    this.#posted.forget(id).catch(() => {});
  }

  async find(id: string): Promise<PostedJob | null> {
    const { jobs } = this.#options;
    // In this order: a job that has left the queue has its end written already.
    const [missing, position] = await Promise.all([jobs.missing([id]), jobs.position(id)]);
    const course = await this.#posted.read(id);
    if (course === null) return null;
    const isLost = missing.length > 0 && course.end === null && Date.now() - course.at > doubtMs;
    if (!isLost) return statusOf(id, course, position);
    const error = new AppError('worker_failed', { cause: new Error('the job is no longer in Redis') });
    await this.#posted.fail(id, endingOf(course), error);
    return this.find(id);
  }

  async outcome(id: string): Promise<OutcomeOf | null> {
    const course = await this.#posted.read(id);
    if (course?.end?.state !== 'done') return null;
    return outcomeOfKind(course.kind, await this.#posted.outcome(course.end));
  }

  async cancel(id: string): Promise<boolean> {
    const course = await this.#posted.read(id);
    if (course === null || course.end !== null) return false;
    const isCancelled = await this.#posted.cancel(id, endingOf(course));
    if (isCancelled) this.#options.intake.withdraw(id);
    return isCancelled;
  }

  async wait(id: string, mostMs: number, signal: AbortSignal): Promise<PostedJob | null> {
    const watch = this.#options.wakeups.watch(id, endWord);
    const until = performance.now() + mostMs;
    try {
      for (;;) {
        const isHeard = await watch.news(until - performance.now(), signal);
        const isOver = signal.aborted || performance.now() >= until;
        // Of a job that nothing is heard of Redis may know nothing any more, or a lost connection the end.
        const looking = isHeard && !isOver ? this.#look(id) : this.find(id);
        const job = await (isOver ? within(patienceMs, looking) : looking);
        if (job === null || job.endedAt !== null || isOver) return job;
      }
    } finally {
      watch.end();
    }
  }

  /** As find, but for the job's place in the queue, and whether Redis has lost it. */
  async #look(id: string): Promise<PostedJob | null> {
    const course = await this.#posted.read(id);
    return course === null ? null : statusOf(id, course, null);
  }

  async *events(id: string, after: string | null, signal: AbortSignal): AsyncGenerator<PostedEvent> {
    if (after === lastNumber) return;
    const { redis, keys, wakeups } = this.#options;
    const watch = wakeups.watch(id);
    let last = after ?? beginning;
    try {
      const found = await this.find(id);
      if (found !== null && after === null)
        yield { number: beginning, event: { type: 'queued', position: found.position } };
      // The end is looked at before the last events are read, as it is written after them.
      for (let end: End | null = null; !signal.aborted; ) {
        const events = await eventsAfter(redis, keys, id, last);
        for (const numbered of events) {
          last = numbered.number;
          yield numbered;
        }
        if (events.length > 0) continue;
        if (end !== null) return yield { number: lastNumber, event: lastEvent(end) };
        const job = await this.find(id);
        if (job === null) return;
        if (job.endedAt !== null) end = (await this.#posted.read(id))?.end ?? null;
        else await watch.news(Number.POSITIVE_INFINITY, signal);
      }
    } finally {
      watch.end();
    }
  }
}

const endingOf = ({ keepMs, callback }: Course): Ending => ({ keepMs, hasCallback: callback !== null });

/** How a job stands whose course this is. */
export function statusOf(id: string, course: Course, position: number | null): PostedJob {
  const { kind, owner, rank, at, keepMs, startedAt, end } = course;
  const state = end?.state ?? (startedAt === null ? 'queued' : 'running');
  return {
    id,
    kind,
    owner,
    rank,
    state,
    position: state === 'queued' ? position : null,
    createdAt: at,
    startedAt,
    endedAt: end?.at ?? null,
    expiresAt: end === null ? at + longestPostedWaitMs + keepMs : end.at + keepMs,
    error: end?.state === 'failed' ? end.error : null,
  };
}

function lastEvent(end: End): PostedEvent['event'] {
  switch (end.state) {
    case 'done':
      return { type: 'verdict', head: JSON.parse(end.head) };
    case 'failed':
      return { type: 'error', error: end.error };
    case 'cancelled':
      return { type: 'cancelled' };
  }
}
