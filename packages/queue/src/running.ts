// The jobs a worker has in hand: takes one, has it evaluated, answers it.

import type { Outcome } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import type { DoorWatch } from './door-watch.js';
import type { Job } from './job.js';
import type { Keys } from './keys.js';
import { type Envelope, envelopeOf, submissionOf } from './payload.js';
import { sendError, sendOutcome } from './reply.js';

/** A job that was started this often and never answered takes its workers down with it. */
const starts = 2;
const rememberMs = 60_000;

/** A job as BullMQ hands it over; `attemptsStarted` counts this start. */
export type Taken = { id: string; data: unknown; attemptsStarted: number };

type Options = {
  redis: Redis;
  keys: Keys;
  doors: DoorWatch;
  evaluate: (job: Job, signal: AbortSignal) => Promise<Outcome>;
};

type Run = { door: string; calling: AbortController; done: Promise<void> };

export class Running {
  readonly #options: Options;
  readonly #runs = new Map<string, Run>();
  /**
   * Jobs that are not to be run, and since when: called off, perhaps before they came; or answered, but handed out again
   * as an outage of Redis cost them their lock.
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

  /** Ends a job that nobody waits for any more. */
  callOff(id: string): void {
    this.#over.set(id, Date.now());
    this.#runs.get(id)?.calling.abort();
  }

  /** Ends the jobs whose doors are gone; to be called once a beat. */
  beat(): void {
    for (const { door, calling } of this.#runs.values()) {
      if (this.#options.doors.isKnownGone(door)) calling.abort();
    }
    const now = Date.now();
    for (const [id, at] of this.#over) if (now - at > rememberMs) this.#over.delete(id);
  }

  #start(taken: Taken): Run {
    const envelope = envelopeOf(taken.data);
    const calling = new AbortController();
    if (this.#over.has(taken.id)) calling.abort();
    const done = this.#run(taken, envelope, calling.signal).finally(() => this.#runs.delete(taken.id));
    const run = { door: envelope.door, calling, done };
    this.#runs.set(taken.id, run);
    return run;
  }

  async #run(taken: Taken, envelope: Envelope, signal: AbortSignal): Promise<void> {
    const { redis, keys, doors } = this.#options;
    if (!signal.aborted && !(await doors.isGone(envelope.door))) await this.#answer(taken, envelope, signal);
    // Not before the answer is out: until then another worker may have to take over.
    if (envelope.submission === undefined) redis.unlink(keys.payload(taken.id)).catch(() => {});
  }

  async #answer(taken: Taken, envelope: Envelope, signal: AbortSignal): Promise<void> {
    const { redis, keys } = this.#options;
    const address = { redis, keys, door: envelope.door };
    try {
      if (taken.attemptsStarted > starts)
        throw new Error(`${starts} workers were lost while running this job`);
      const outcome = await this.#evaluate(taken.id, envelope, signal);
      if (!signal.aborted) await sendOutcome(address, outcome);
    } catch (error) {
      if (!signal.aborted) await sendError(address, taken.id, error);
    }
    this.#over.set(taken.id, Date.now());
  }

  async #evaluate(id: string, envelope: Envelope, signal: AbortSignal): Promise<Outcome> {
    const { redis, keys, evaluate } = this.#options;
    const submission = await submissionOf(redis, keys, id, envelope);
    return evaluate({ id, submission }, signal);
  }
}
