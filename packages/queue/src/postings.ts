// The door's posted jobs: nobody need wait for them, whoever knows the id can ask any API process.

import { randomUUID } from 'node:crypto';
import { AppError } from '@cellblock/contract';
import { tellingMs } from './callback-queue.js';
import { type Intake, patienceMs } from './intake.js';
import type { Job } from './job.js';
import { storedBytes } from './payload.js';
import type { Addressee, Course, PostedJobs, Posting } from './posted.js';
import { endingOf } from './posted-job.js';
import type { Place } from './turns.js';
import { within } from './within.js';

export type PostOptions = Place & {
  /** Whether it is called off when this API process dies. */
  isTied?: boolean;
  /** Who is told when it has ended. */
  callback?: Addressee | undefined;
  /** What its poster wants to be told back with it; it is kept as long as the job is. */
  note?: string;
  /** Whether this API process is told when it has ended. */
  isAwaited?: boolean;
  /** Whether nobody will ask what happens to it before its end, so that its events need not be kept. */
  isQuiet?: boolean;
  /** Whether a job of this id is this one, posted before by somebody who died of it; it is gone on with then. */
  isRepeatable?: boolean;
};

// Whoever is tied to a job hears of it as it happens; what is kept is for who reads slowly.
const tiedMs = 15 * 60_000;
const noteBytesPerMs = 20_000;

type Options = {
  door: string;
  intake: Intake;
  posted: PostedJobs;
  keepMs: number;
  /** What all posted jobs may hold together; see Holdings. */
  heldBytes: number;
};

export class Postings {
  readonly #options: Options;
  readonly #posted: PostedJobs;

  constructor(options: Options) {
    this.#options = options;
    this.#posted = options.posted;
  }

  /** The course of the job, at its beginning. */
  async post(job: Job, options: PostOptions): Promise<Course> {
    const { intake } = this.#options;
    await intake.enter(options);
    const posting = this.#postingOf(job, options);
    const token = randomUUID();
    const earlier = await this.#open(job, posting, token, options).catch((error: unknown) => {
      intake.leave(options);
      throw error;
    });
    if (earlier !== null) return this.#goOn(job, earlier, options);
    try {
      await intake.add(job, options, this.#wayOf(posting, options));
    } catch (error) {
      intake.withdraw(job.id);
      this.#undo(job.id, token);
      throw error;
    }
    return { ...posting, startedAt: null, end: null };
  }

  // Whoever posted it may have died before it was in the queue. If it is there already it is not put there twice, and a
  // worker runs none that has ended. What another has posted is not taken back where this fails.
  async #goOn(job: Job, { startedAt: _, end, ...posting }: Course, options: PostOptions): Promise<Course> {
    const { intake } = this.#options;
    if (end === null) await intake.add(job, options, this.#wayOf(posting, options));
    else intake.leave(options);
    return { ...posting, startedAt: null, end: null };
  }

  #postingOf({ kind }: Job, { owner, rank, callback, isTied, isAwaited }: PostOptions): Posting {
    const { door, keepMs } = this.#options;
    return {
      ...{ kind, owner, rank, at: Date.now(), callback: callback ?? null },
      keepMs: isTied ? Math.min(keepMs, tiedMs) : Math.max(keepMs, callback === undefined ? 0 : tellingMs),
      ...(isAwaited ? { awaitedBy: door } : {}),
    };
  }

  #wayOf({ keepMs, callback, awaitedBy }: Posting, { isTied = false, isQuiet = false }: PostOptions) {
    const awaited = awaitedBy === undefined ? {} : { awaitedBy };
    const tied = isTied ? { door: this.#options.door } : {};
    return { keepMs, hasCallback: callback !== null, isQuiet, ...awaited, ...tied };
  }

  /** Null where the posting is new; else the course of the job that it repeats. */
  async #open(job: Job, posting: Posting, token: string, options: PostOptions): Promise<Course | null> {
    const { heldBytes } = this.#options;
    const { id } = job;
    const { note = null, isRepeatable = false } = options;
    const noteBytes = Buffer.byteLength(note ?? '');
    const bytes = storedBytes(job) + noteBytes;
    const opening = this.#posted.open(posting, { id, token, bytes, maximumBytes: heldBytes, note });
    const mostMs = patienceMs + noteBytes / noteBytesPerMs;
    const { kind, retryInMs } = await within(mostMs, opening).catch((error: unknown) => {
      this.#undo(id, token);
      throw error;
    });
    if (kind === 'new') return null;
    if (kind === 'known') {
      const course = isRepeatable ? await within(patienceMs, this.#posted.read(id)) : null;
      if (course !== null) return course;
      throw new AppError('conflict', { message: `the job ${id} is there already` });
    }
    if (kind === 'revoked') throw new AppError('unauthorized', { message: 'this API key was revoked' });
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
  #undo(id: string, token: string): void {
    this.#posted.undo(id, token).catch(() => {});
  }

  async cancel(id: string): Promise<boolean> {
    const course = await this.#posted.read(id);
    if (course === null || course.end !== null) return false;
    const isCancelled = await this.#posted.cancel(id, endingOf(course));
    if (isCancelled) this.#options.intake.withdraw(id);
    return isCancelled;
  }
}
