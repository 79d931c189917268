// The bound on waiting jobs, held without a round trip of its own for each job.
//
// What is known of the queue is the last count, the jobs this process added since, and those it is adding. That is at
// times too high, as workers take jobs, and too low by what other API processes added since the last count. So a fresh
// count decides before anyone is refused, and before a crowd is let in; a few may overshoot the bound.

import { AppError } from '@cellblock/contract';

const freshMs = 25;
const crowd = 16;

export class Gate {
  readonly #limit: number;
  readonly #count: () => Promise<number>;
  #counted = 0;
  #addedSince = 0;
  #adding = 0;
  #countedAt = Number.NEGATIVE_INFINITY;
  #counting: Promise<void> | null = null;

  constructor(limit: number, count: () => Promise<number>) {
    this.#limit = limit;
    this.#count = count;
  }

  /** Whether to `recount` before the next `enter`. */
  isDoubtful(): boolean {
    return this.#isFull() || (this.#isStale() && this.#adding >= crowd);
  }

  /** Lets one job in, whose adding then ends with `leave`; AppError queue_full where the bound is met. */
  enter(): void {
    if (this.#isFull()) throw new AppError('queue_full');
    this.#adding++;
    if (this.#isStale()) this.recount().catch(() => {});
  }

  /** A job that was let in is in the queue now, or failed to get there. */
  leave(isAdded: boolean): void {
    this.#adding--;
    if (isAdded) this.#addedSince++;
  }

  /** Counts what waits; callers at the same time share one count. */
  recount(): Promise<void> {
    this.#counting ??= this.#recountNow().finally(() => {
      this.#counting = null;
    });
    return this.#counting;
  }

  #isFull(): boolean {
    return this.#counted + this.#addedSince + this.#adding >= this.#limit;
  }

  #isStale(): boolean {
    return performance.now() - this.#countedAt > freshMs;
  }

  async #recountNow(): Promise<void> {
    this.#counted = await this.#count();
    this.#addedSince = 0;
    this.#countedAt = performance.now();
  }
}
