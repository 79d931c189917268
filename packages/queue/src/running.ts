// The jobs a worker has in hand: takes one, has it evaluated, answers it.

import type { Emit, Rank } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { type Answering, answeringOf } from './answering.js';
import type { DoorWatch } from './door-watch.js';
import type { Job, OutcomeOf } from './job.js';
import { type Typed, typedInto } from './keyboard.js';
import type { Keys } from './keys.js';
import { type Envelope, envelopeOf, jobIn } from './payload.js';
import type { PostedJobs } from './posted.js';
import type { Wakeups } from './wakeups.js';

/** A job that was started this often and never answered takes its workers down with it. */
const starts = 2;
const rememberMs = 60_000;

/** A job as BullMQ hands it over; `attemptsStarted` counts this start. */
export type Taken = { id: string; kind: string; data: unknown; attemptsStarted: number };

/** Evaluates a job; see BenchOptions. */
export type Evaluate = (
  job: Job,
  signal: AbortSignal,
  emit: Emit | null,
  trace: string | undefined,
  typed?: Typed | null,
) => Promise<OutcomeOf>;

type Options = {
  redis: Redis;
  keys: Keys;
  doors: DoorWatch;
  posted: PostedJobs;
  typing: Wakeups;
  evaluate: Evaluate;
};

type Run = { kind: string; door: string | undefined; calling: AbortController; done: Promise<void> };

export class Running {
  readonly #options: Options;
  readonly #runs = new Map<string, Run>();
  /** The turn of the job that was last taken here. */
  readonly #turns = new Map<Rank, number>();
  /**
   * Jobs that are not to be run, and since when: called off, perhaps before they came; or answered to a door, but handed
   * out again as an outage of Redis cost them their lock.
   */
  readonly #over = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Resolves once the job is answered, or dropped as nobody waits for it. Rejects where Redis took no answer. */
  async take(taken: Taken): Promise<void> {
    // After an outage of Redis a job may be handed to the very worker that runs it still.
    const run = this.#runs.get(taken.id) ?? this.#start(taken);
    await run.done;
  }

  /** How many jobs are in hand. */
  get size(): number {
    return this.#runs.size;
  }

  /** How many gradings are in hand. */
  get gradings(): number {
    return [...this.#runs.values()].filter(({ kind }) => kind === 'grade').length;
  }

  /** Ends a job that nobody waits for any more. */
  callOff(id: string): void {
    this.#over.set(id, Date.now());
    this.#runs.get(id)?.calling.abort();
  }

  /** Ends the jobs that were called off, also those of which nothing was heard; to be called when that may be. */
  async lookForCancelled(): Promise<void> {
    const ids = [...this.#runs.keys()];
    if (ids.length === 0) return;
    const marks = await this.#options.redis.mget(ids.map(this.#options.keys.cancelled));
    for (const [index, id] of ids.entries()) if (marks[index] !== null) this.callOff(id);
  }

  /** Ends the jobs whose doors are gone; to be called once a beat. */
  beat(): void {
    for (const { door, calling } of this.#runs.values()) {
      if (door !== undefined && this.#options.doors.isKnownGone(door)) calling.abort();
    }
    const now = Date.now();
    for (const [id, at] of this.#over) if (now - at > rememberMs) this.#over.delete(id);
  }

  #start(taken: Taken): Run {
    const envelope = envelopeOf(taken.data);
    const calling = new AbortController();
    if (this.#over.has(taken.id)) calling.abort();
    setImmediate(() => this.#moveClock(envelope));
    const done = this.#run(taken, envelope, calling.signal).finally(() => this.#runs.delete(taken.id));
    const run = { kind: taken.kind, door: envelope.door, calling, done };
    this.#runs.set(taken.id, run);
    return run;
  }

  async #run(taken: Taken, envelope: Envelope, signal: AbortSignal): Promise<void> {
    const { redis, keys } = this.#options;
    const answering = answeringOf(this.#options, taken, envelope);
    if (!signal.aborted && (await answering.isWanted()))
      await this.#answer(taken, envelope, answering, signal);
    // Not before the answer is out: until then another worker may have to take over.
    if (envelope.job === undefined) redis.unlink(keys.payload(taken.id)).catch(() => {});
  }

  async #answer(taken: Taken, envelope: Envelope, answering: Answering, signal: AbortSignal): Promise<void> {
    try {
      if (taken.attemptsStarted > starts)
        throw new Error(`${starts} workers were lost while running this job`);
      const { redis, keys, typing, evaluate } = this.#options;
      const job = await jobIn(redis, keys, taken.id, envelope);
      const isTyped = job.kind === 'run' && job.interactive !== undefined;
      const typed = isTyped ? typedInto({ redis, keys, typing }, taken.id) : null;
      const outcome = await evaluate(job, signal, answering.emit, envelope.trace, typed);
      if (signal.aborted) await answering.calledOff();
      else await answering.outcome(outcome);
    } catch (error) {
      if (signal.aborted) await answering.calledOff();
      else await answering.error(error);
    }
    // What has an end in its record is not begun again; where Redis has lost that, it is.
    if (envelope.keepMs === undefined) this.#over.set(taken.id, Date.now());
  }

  // Nobody waits for this, so the job goes first: a clock that is a little slow does no harm.
  #moveClock({ rank, turn }: Envelope): void {
    if (turn === (this.#turns.get(rank) ?? 0)) return;
    this.#turns.set(rank, turn);
    const { redis, keys } = this.#options;
    redis.zadd(keys.clocks, 'GT', turn, rank).catch(() => {});
  }
}
