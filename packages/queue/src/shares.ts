// How many jobs of each owner wait, of those that come through this door.
//
// A job is counted from when it is let in until its turn is passed, as the clocks say, or it is taken out again; so what
// is known is right but for some jobs of the turn that it is now.

import { type Rank, ranks } from '@cellblock/contract';
import { type Clocks, midnight, type Place } from './turns.js';

type Queued = { owner: string; turn: number };

export class Shares {
  /** Of each owner the jobs that were let in and have no turn yet. */
  readonly #entering = new Map<string, number>();
  /** For each rank the jobs in the queue, by their ids. */
  readonly #queued: Record<Rank, Map<string, Queued>> = {
    interactive: new Map(),
    grading: new Map(),
    regrading: new Map(),
  };
  readonly #waiting = new Map<string, number>();
  #clocks = midnight();

  /** How many jobs of this owner wait, or are about to. */
  of(owner: string): number {
    return (this.#entering.get(owner) ?? 0) + (this.#waiting.get(owner) ?? 0);
  }

  /** A job was let in; `leave` has to follow. */
  enter(owner: string): void {
    change(this.#entering, owner, 1);
  }

  /** It is in the queue now (see `add`), or will not be. */
  leave(owner: string): void {
    change(this.#entering, owner, -1);
  }

  /** A job has its turn. */
  add(id: string, { owner, rank }: Place, turn: number): void {
    this.drop(id);
    this.#queued[rank].set(id, { owner, turn });
    change(this.#waiting, owner, 1);
  }

  /** A job waits no more, if it did. */
  drop(id: string): void {
    for (const rank of ranks) this.#drop(rank, id);
  }

  /** What the clocks say now; `isEmpty`: nobody waits, or is about to. Where a clock was set back nobody waited. */
  read(clocks: Clocks, isEmpty: boolean): void {
    for (const rank of ranks) {
      const isSetBack = clocks[rank] < this.#clocks[rank];
      const first = isEmpty ? clocks[rank] + 1 : clocks[rank];
      for (const [id, { turn }] of this.#queued[rank]) if (isSetBack || turn < first) this.#drop(rank, id);
    }
    this.#clocks = clocks;
  }

  #drop(rank: Rank, id: string): void {
    const queued = this.#queued[rank].get(id);
    if (queued === undefined) return;
    this.#queued[rank].delete(id);
    change(this.#waiting, queued.owner, -1);
  }
}

function change(counts: Map<string, number>, owner: string, by: number): void {
  const count = (counts.get(owner) ?? 0) + by;
  if (count > 0) counts.set(owner, count);
  else counts.delete(owner);
}
