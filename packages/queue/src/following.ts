// Posted jobs as they are followed, by whoever knows their ids, at any API process.

import { AppError } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { beginning, eventsAfter } from './event-log.js';
import { patienceMs } from './intake.js';
import { type OutcomeOf, outcomeOfKind } from './job.js';
import type { Jobs } from './jobs.js';
import type { Keys } from './keys.js';
import { type End, endWord, type PostedJobs } from './posted.js';
import { endingOf, lastEvent, lastNumber, type PostedEvent, type PostedJob, statusOf } from './posted-job.js';
import type { Wakeups } from './wakeups.js';
import { within } from './within.js';

// A job that is not in Redis may be on its way there.
const doubtMs = 3000;

type Options = { redis: Redis; keys: Keys; jobs: Jobs; wakeups: Wakeups; posted: PostedJobs };

export class Following {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async find(id: string): Promise<PostedJob | null> {
    const { jobs } = this.#options;
    // In this order: a job that has left the queue has its end written already.
    const [missing, position] = await Promise.all([jobs.missing([id]), jobs.position(id)]);
    const course = await this.#options.posted.read(id);
    if (course === null) return null;
    const isLost = missing.length > 0 && course.end === null && Date.now() - course.at > doubtMs;
    if (!isLost) return statusOf(id, course, position);
    const error = new AppError('worker_failed', { cause: new Error('the job is no longer in Redis') });
    await this.#options.posted.fail(id, endingOf(course), error);
    return this.find(id);
  }

  async outcome(id: string): Promise<OutcomeOf | null> {
    const course = await this.#options.posted.read(id);
    if (course?.end?.state !== 'done') return null;
    return outcomeOfKind(course.kind, await this.#options.posted.outcome(course.end));
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
    const course = await this.#options.posted.read(id);
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
        if (job.endedAt !== null) end = (await this.#options.posted.read(id))?.end ?? null;
        else await watch.news(Number.POSITIVE_INFINITY, signal);
      }
    } finally {
      watch.end();
    }
  }
}
