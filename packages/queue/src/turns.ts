// Whose turn it is: ranks strictly one after the other, and within a rank start-time fair queueing between owners.
//
// Each rank has a clock, the turn of the job that was last taken. A job's turn is the clock's or, where that is later,
// the one after its owner's last job; so whoever has many jobs waiting takes turns with everybody else, whoever has
// none waiting comes next, and nobody who waits is overtaken for ever. BullMQ hands out jobs by rank and turn, those of
// one turn as they came.
//
// The clocks are in Redis, where workers move them; each door reads them with its counts of waiting jobs, and keeps
// the accounts of the owners it serves to itself, so that a job costs no round trip. An owner whose jobs come through
// several doors has a share for each.

import { type Rank, ranks } from '@cellblock/contract';

// BullMQ has 21 bits for a priority: two for the rank, the rest for the turn. 0 means none.
const turnBits = 19;
/** The last turn there is; jobs that come later in one go share it, first come first served. */
export const lastTurn = 2 ** turnBits - 2;
/** Above this the clock is set back as soon as nobody waits. */
const highNoon = 2 ** (turnBits - 1);
// An owner's jobs in one turn: more make the turns last longer, and a newcomer wait for more of other's jobs.
const jobsATurn = 4;

/** Whose job it is, and what it goes before. */
export type Place = { owner: string; rank: Rank };

/** Somebody who can't be told from others. */
export const anyone: Place = { owner: 'anonymous', rank: 'interactive' };

/** The clock of each rank. */
export type Clocks = Record<Rank, number>;

export const midnight = (): Clocks => ({ interactive: 0, grading: 0, regrading: 0 });

export class Turns {
  #clocks: Clocks = midnight();
  /** For each rank and owner: when, in turns, its next job could start. */
  readonly #next: Record<Rank, Map<string, number>> = {
    interactive: new Map(),
    grading: new Map(),
    regrading: new Map(),
  };

  /** The turn of a further job; `weight` is how many ordinary jobs it is worth. */
  take(owner: string, rank: Rank, weight = 1): number {
    const start = Math.max(this.#clocks[rank], this.#next[rank].get(owner) ?? 0);
    this.#next[rank].set(owner, Math.min(lastTurn, start + weight / jobsATurn));
    return Math.min(lastTurn, Math.floor(start));
  }

  /** What the clocks say now. Owners whose turns are over are forgotten, and all where another door set a clock back. */
  read(clocks: Clocks): void {
    const before = this.#clocks;
    this.#clocks = clocks;
    for (const rank of ranks) {
      if (clocks[rank] < before[rank]) this.#next[rank].clear();
      for (const [owner, next] of this.#next[rank]) {
        if (next <= clocks[rank]) this.#next[rank].delete(owner);
      }
    }
  }

  /** Whether the clocks have gone so far that they should be set back while nobody waits. */
  isLate(): boolean {
    return ranks.some((rank) => this.#clocks[rank] > highNoon);
  }

  /** Begins anew; for when nobody waits. */
  reset(): void {
    this.#clocks = midnight();
    for (const rank of ranks) this.#next[rank].clear();
  }
}

/** BullMQ's priority of a job: the smaller goes first. */
export const priorityOf = (rank: Rank, turn: number): number =>
  ranks.indexOf(rank) * 2 ** turnBits + turn + 1;
