// The tests of a grading on their way: started in order, as many at once as there is room for, told in order.

import type { TestResult } from '@cellblock/contract';
import type { Capacity, Turn } from '../capacity.js';

type Options = {
  count: number;
  capacity: Capacity;
  /** The grading's own, in which one lane runs to the end. */
  turn: Turn;
  /** After the first failure the rest is not needed. */
  stopsAtFailure: boolean;
  /** Fires when no further test may begin. */
  isOver: () => boolean;
  /** The result of a test that runs in such a turn; rejects with the signal's reason once that fired. */
  run: (index: number, turn: Turn, signal: AbortSignal) => Promise<TestResult>;
  skipped: (index: number) => TestResult;
  /** Hears of each result, in order. */
  tell: (result: TestResult) => void;
};

/**
 * The results of all tests. Which are skipped does not depend on how many run at once: with `stopsAtFailure` it is all
 * after the first that is not accepted. Rejects with what a test rejects with, when no other is running any more.
 */
export async function runLanes(options: Options, signal: AbortSignal): Promise<TestResult[]> {
  const lanes = new Lanes(options, signal);
  await lanes.run();
  return lanes.results();
}

class Lanes {
  readonly #options: Options;
  readonly #signal: AbortSignal;
  readonly #results: (TestResult | undefined)[];
  readonly #running = new Map<number, AbortController>();
  #next = 0;
  #told = 0;
  #firstFailure = Number.POSITIVE_INFINITY;
  #error: { cause: unknown } | null = null;

  constructor(options: Options, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#results = new Array(options.count);
  }

  results(): TestResult[] {
    return Array.from({ length: this.#options.count }, (_, index) => this.#resultOf(index));
  }

  async run(): Promise<void> {
    const { turn } = this.#options;
    const over = new AbortController();
    const others = this.#widen(over.signal);
    await this.#lane(turn);
    over.abort();
    await others;
    if (this.#error !== null) throw this.#error.cause;
    this.#tell(this.#options.count);
  }

  /** One test after the other. A lane that was made where there was room ends where there is none. */
  async #lane(turn: Turn): Promise<void> {
    const { capacity, turn: own } = this.#options;
    while (this.#hasNext() && (turn === own || !(turn.isLent || capacity.isOver)))
      await this.#run(this.#next++, turn);
    if (turn !== own) turn.leave();
  }

  /** Further lanes, for as long as there are tests for them. */
  async #widen(signal: AbortSignal): Promise<void> {
    const others: Promise<void>[] = [];
    while (this.#hasNext()) {
      const turn = await this.#options.capacity.widen(signal).catch(() => null);
      if (turn === null) break;
      others.push(this.#lane(turn));
    }
    await Promise.all(others);
  }

  #hasNext(): boolean {
    const { count, isOver } = this.#options;
    return this.#error === null && this.#next < Math.min(count, this.#firstFailure) && !isOver();
  }

  async #run(index: number, turn: Turn): Promise<void> {
    const calling = new AbortController();
    this.#running.set(index, calling);
    try {
      const result = await this.#options.run(index, turn, AbortSignal.any([this.#signal, calling.signal]));
      if (!calling.signal.aborted) this.#settle(index, result);
    } catch (cause) {
      if (!calling.signal.aborted || this.#signal.aborted) this.#fail(cause);
    } finally {
      this.#running.delete(index);
    }
  }

  #settle(index: number, result: TestResult): void {
    this.#results[index] = result;
    if (this.#options.stopsAtFailure && result.verdict !== 'accepted' && index < this.#firstFailure) {
      this.#firstFailure = index;
      for (const [other, calling] of this.#running) if (other > index) calling.abort();
    }
    this.#tell(this.#next);
  }

  #fail(cause: unknown): void {
    this.#error ??= { cause };
    for (const calling of this.#running.values()) calling.abort();
  }

  /** Tells what is known, in order, up to a test that is not. */
  #tell(end: number): void {
    while (this.#told < end && (this.#results[this.#told] !== undefined || this.#isDone)) {
      this.#options.tell(this.#resultOf(this.#told));
      this.#told += 1;
    }
  }

  get #isDone(): boolean {
    return this.#running.size === 0 && !this.#hasNext();
  }

  #resultOf(index: number): TestResult {
    const result = index > this.#firstFailure ? undefined : this.#results[index];
    return result ?? this.#options.skipped(index);
  }
}
