// The bound on waiting jobs, held without a round trip of its own for each job.
//
// What is known of the queue is the last count, the jobs this process added since, and those it is adding. That is at
// times too high, as workers take jobs, and too low by what other API processes added since the last count. So a fresh
// count decides before anyone is refused, and before a crowd is let in; a few may overshoot the bound.

import { AppError } from '@cellblock/contract';

// While nobody waits and few come there is nothing to be wrong about for a while, and a count costs as much as an add.
const freshMs = { busy: 25, quiet: 250 };
const crowd = 16;

export class Gate {
  readonly #limit: number;
  readonly #count: () => Promise<number>;
  readonly #now: () => number;
  #counted = 0;
  #addedSince = 0;
  #adding = 0;
  #countedAt = Number.NEGATIVE_INFINITY;
  #counting: Promise<void> | null = null;

  /** `now` is a clock in milliseconds. */
  constructor(limit: number, count: () => Promise<number>, now = () => performance.now()) {
    this.#limit = limit;
    this.#count = count;
    this.#now = now;
  }

  /** How many jobs wait, as far as is known. */
  get waiting(): number {
    return this.#counted + this.#addedSince + this.#adding;
  }

  /** Whether jobs are on their way into the queue. */
  get isAdding(): boolean {
    return this.#adding > 0;
  }

  /** Whether to `recount` before the next `enter`. */
  isDoubtful(): boolean {
    return this.#isFull() || (this.#isStale() && this.#adding >= crowd);
  }

  /** Lets one job in, whose adding then ends with `leave`; AppError queue_full where the bound is met. */
  enter(): void {
    if (this.#isFull()) throw new AppError('queue_full');
    this.#adding++;
  }

  /** A job that was let in is in the queue now, or failed to get there. */
  leave(isAdded: boolean): void {
    this.#adding--;
    if (isAdded) this.#addedSince++;
    // Now, as no job waits for this.
    if (this.#isStale()) this.recount().catch(() => {});
  }

  /** Counts what waits; callers at the same time share one count. */
  recount(): Promise<void> {
    this.#counting ??= this.#recountNow().finally(() => {
      this.#counting = null;
    });
    return this.#counting;
  }

  #isFull(): boolean {
    return this.waiting >= this.#limit;
  }

  #isStale(): boolean {
    const isQuiet = this.#counted === 0 && this.#addedSince + this.#adding < crowd;
    return this.#now() - this.#countedAt > (isQuiet ? freshMs.quiet : freshMs.busy);
  }

  async #recountNow(): Promise<void> {
    this.#counted = await this.#count();
    this.#addedSince = 0;
    this.#countedAt = this.#now();
  }
}
