// Posted jobs as they are followed, by whoever knows their ids, at any API process.

import { AppError } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import type { EndWatch } from './awaited.js';
import { beginning, eventsAfter } from './event-log.js';
import { patienceMs } from './intake.js';
import { type OutcomeOf, outcomeOfKind } from './job.js';
import type { Jobs } from './jobs.js';
import type { Keys } from './keys.js';
import type { Watch } from './newsline.js';
import { type Course, type End, endWord, type PostedJobs } from './posted.js';
import {
  endingOf,
  lastEvent,
  lastNumber,
  type PostedEvent,
  type PostedJob,
  type StandingJob,
  statusOf,
} from './posted-job.js';
import type { Wakeups } from './wakeups.js';
import { within } from './within.js';

// A job that is not in Redis may be on its way there.
const doubtMs = 3000;

/** How long somebody waits: for `mostMs` at the longest, and until `signal` aborts. */
export type Waiting = { mostMs: number; signal: AbortSignal };

type Seen = { job: PostedJob; course: Course };

const seenOf = (id: string, course: Course, position: number | null = null): Seen => ({
  ...{ course, job: statusOf(id, course, position) },
});

type Options = { redis: Redis; keys: Keys; jobs: Jobs; wakeups: Wakeups; posted: PostedJobs };

export class Following {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async find(id: string): Promise<PostedJob | null> {
    return (await this.#find(id))?.job ?? null;
  }

  async outcome(id: string): Promise<OutcomeOf | null> {
    const course = await this.#options.posted.read(id);
    return course === null ? null : this.#outcomeOf(course);
  }

  async wait(id: string, waiting: Waiting): Promise<PostedJob | null> {
    const watch = this.#options.wakeups.watch(id, endWord);
    try {
      return (await this.#wait(id, watch, waiting))?.job ?? null;
    } finally {
      watch.end();
    }
  }

  /** As wait, for a job that was posted here, and what it came to; as a rule without asking Redis. */
  async ended(id: string, posted: Course, watch: EndWatch, waiting: Waiting): Promise<StandingJob> {
    const toldSeen = () => {
      const told = watch.told();
      return told && seenOf(id, { ...posted, startedAt: told.startedAt, end: told.end });
    };
    const seen = await this.#wait(id, watch, waiting, async () => toldSeen() ?? this.#look(id));
    if (seen === null) return { job: statusOf(id, posted, null), outcome: null };
    return { job: seen.job, outcome: await this.#outcomeOf(seen.course, watch.told()?.body) };
  }

  async #wait(
    id: string,
    watch: Watch,
    { mostMs, signal }: Waiting,
    look = () => this.#look(id),
  ): Promise<Seen | null> {
    const until = performance.now() + mostMs;
    for (;;) {
      const isHeard = await watch.news(until - performance.now(), signal);
      const isOver = signal.aborted || performance.now() >= until;
      // Of a job that nothing is heard of Redis may know nothing any more, or a lost connection the end.
      const looking = isHeard && !isOver ? look() : this.#find(id);
      const seen = await (isOver ? within(patienceMs, looking) : looking);
      if (seen === null || seen.job.endedAt !== null || isOver) return seen;
    }
  }

  async #find(id: string): Promise<Seen | null> {
    const { jobs, posted } = this.#options;
    // In this order: a job that has left the queue has its end written already.
    const [missing, position] = await Promise.all([jobs.missing([id]), jobs.position(id)]);
    const course = await posted.read(id);
    if (course === null) return null;
    const isLost = missing.length > 0 && course.end === null && Date.now() - course.at > doubtMs;
    if (!isLost) return seenOf(id, course, position);
    const error = new AppError('worker_failed', { cause: new Error('the job is no longer in Redis') });
    await posted.fail(id, endingOf(course), error);
    return this.#find(id);
  }

  /** As #find, but for the job's place in the queue, and whether Redis has lost it. */
  async #look(id: string): Promise<Seen | null> {
    const course = await this.#options.posted.read(id);
    return course && seenOf(id, course);
  }

  async #outcomeOf({ kind, end }: Course, told: Buffer | null = null): Promise<OutcomeOf | null> {
    if (end?.state !== 'done') return null;
    const bytes = told === null ? await this.#options.posted.outcome(end) : { ...end, body: told };
    return outcomeOfKind(kind, bytes);
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
        if (job.endedAt !== null) end = (await this.#options.posted.read(id))?.end ?? null;
        else await watch.news(Number.POSITIVE_INFINITY, signal);
      }
    } finally {
      watch.end();
    }
  }
}
