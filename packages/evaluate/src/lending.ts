// Programs that sleep, or wait for somebody to type, lend their place to others.
//
// Whether a program sleeps is seen by the CPU time that it uses, as the warden counts it. While its place is lent it has
// a small share of the processors, so whoever has a place is hardly slowed down when it wakes. As soon as it is seen to
// compute it claims a place, and until it has one its wall clock stands still, as before its start.

import { setTimeout as delay } from 'node:timers/promises';
import type { RunningCell } from '@cellblock/sandbox';
import type { Turn } from './capacity.js';

/** How much may be lent at once. */
export type LendingBounds = {
  /** Programs. */
  programs: number;
  /** Their limits on memory together: they keep what they have. */
  memoryBytes: number;
};

export const noLending: LendingBounds = { programs: 0, memoryBytes: 0 };

/** What lending needs to know of the places, and does with them. */
export type Places = {
  /** Whether all of them are taken. */
  areTaken(): boolean;
  /** One that a program held is there for others. */
  free(): void;
  /** Calls back once there is one for a program that wakes, unless what it gives is called before. */
  claim(begin: () => void): () => void;
};

const lookMs = 50;
/** Of the time between two looks: who has a place and uses less of it sleeps. However busy the host, others use more. */
const awakeShare = 0.02;
/** Who has none gets little, but so much within such a time where it wants to compute. */
const strivingMs = 3;
const strivingWithinMs = 1000;

export class Lending {
  readonly #bounds: LendingBounds;
  readonly #places: Places;
  readonly #turns = new Set<LentTurn>();
  #isLooking = false;

  constructor(bounds: LendingBounds, places: Places) {
    this.#bounds = bounds;
    this.#places = places;
  }

  /** How many places are lent. */
  get lent(): number {
    return this.#lent().length;
  }

  /** The turn of a program that has just got a place. */
  begin(): Turn {
    const turn = new LentTurn(this.#places, () => this.#turns.delete(turn));
    this.#turns.add(turn);
    return turn;
  }

  /** Looks at programs for as long as that is of use; to be called when all places may have been taken. */
  wake(): void {
    if (this.#isLooking || !this.#isOfUse()) return;
    this.#isLooking = true;
    void this.#look().finally(() => {
      this.#isLooking = false;
    });
  }

  async #look(): Promise<void> {
    while (this.#isOfUse()) {
      await delay(lookMs, undefined, { ref: false });
      await Promise.all([...this.#turns].map((turn) => turn.look()));
      for (const turn of this.#turns) {
        if (turn.isAwake) turn.wake();
        else if (this.#places.areTaken() && this.#hasRoomFor(turn)) turn.lend();
      }
    }
  }

  #isOfUse(): boolean {
    return this.#bounds.programs > 0 && this.#turns.size > 0 && (this.#places.areTaken() || this.lent > 0);
  }

  #hasRoomFor({ memoryBytes }: LentTurn): boolean {
    const lent = this.#lent();
    const bytes = lent.reduce((sum, turn) => sum + turn.memoryBytes, memoryBytes);
    return lent.length < this.#bounds.programs && bytes <= this.#bounds.memoryBytes;
  }

  #lent(): LentTurn[] {
    return [...this.#turns].filter(({ isLent }) => isLent);
  }
}

type Seen = { cpuMs: number; at: number };

class LentTurn implements Turn {
  readonly #places: Places;
  /** Whether it was not yet. */
  readonly #over: () => boolean;
  #cell: RunningCell | null = null;
  #seen: Seen | null = null;
  /** Where its place is lent: from when on it has used less than shows that it wants to compute, and whether it did before. */
  #strives: (Seen & { before: boolean }) | null = null;
  /** Takes back the claim to a place. */
  #unclaim: (() => void) | null = null;
  isLent = false;
  /** As far as was seen; what has not been looked at twice is not asleep. */
  isAwake = true;
  memoryBytes = 0;

  constructor(places: Places, over: () => boolean) {
    this.#places = places;
    this.#over = over;
  }

  runs(cell: RunningCell, memoryBytes: number): void {
    this.#cell = cell;
    this.#forget();
    this.memoryBytes = memoryBytes;
    if (this.isLent) cell.put(this.#unclaim === null ? 'lent' : 'claimed');
    const over = () => {
      if (this.#cell === cell) this.#cell = null;
    };
    cell.report.then(over, over);
  }

  leave(): void {
    if (!this.#over()) return;
    this.#unclaim?.();
    if (!this.isLent) this.#places.free();
  }

  async look(): Promise<void> {
    const cell = this.#cell;
    const cpuMs = (await cell?.cpuMs()) ?? null;
    if (cell !== this.#cell) return;
    this.isAwake = true;
    if (cpuMs === null) return;
    const now = { cpuMs, at: performance.now() };
    const before = this.#seen;
    this.#seen = now;
    if (this.isLent) this.isAwake = this.#isStriving(now);
    else if (before !== null) this.isAwake = now.cpuMs - before.cpuMs >= awakeShare * (now.at - before.at);
  }

  #forget(): void {
    this.#seen = null;
    this.#strives = null;
    this.isAwake = true;
  }

  #isStriving(now: Seen): boolean {
    const since = this.#strives ?? { ...now, before: true };
    this.#strives = since;
    if (now.cpuMs - since.cpuMs >= strivingMs) this.#strives = { ...now, before: true };
    else if (now.at - since.at >= strivingWithinMs) this.#strives = { ...now, before: false };
    return this.#strives.before;
  }

  /** Gives the place away, or the claim to one. */
  lend(): void {
    if (this.isLent && this.#unclaim === null) return;
    this.#cell?.put('lent');
    this.#unclaim?.();
    this.#unclaim = null;
    if (this.isLent) return;
    this.isLent = true;
    this.#strives = this.#seen === null ? null : { ...this.#seen, before: false };
    this.#places.free();
  }

  /** Claims a place, where it was lent. */
  wake(): void {
    if (!this.isLent || this.#unclaim !== null) return;
    this.#cell?.put('claimed');
    this.#unclaim = this.#places.claim(() => {
      this.#unclaim = null;
      this.isLent = false;
      this.#forget(); // what it used while it got little says nothing
      this.#cell?.put('held');
    });
  }
}
