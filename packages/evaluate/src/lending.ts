// Programs that sleep, or wait for somebody to type, lend their place to others, and those that have computed for a while
// give it up to who waits.
//
// That a program sleeps is seen where none of its tasks is runnable and it has used hardly any CPU time since the last
// look. While its place is lent it has a small share of the processors, so whoever has a place is hardly slowed down when
// it wakes. One at a time has the usual share for a moment then, as the answer to what somebody typed takes no longer; who
// goes on to compute claims a place, and until it has one its wall clock stands still, as before its start. The same goes
// for who has given its place up, behind the others.

import { setTimeout as delay } from 'node:timers/promises';
import type { Activity, CellReport, RunningCell } from '@cellblock/sandbox';
import type { Holder, Turn } from './capacity.js';

/** How much may be lent at once. */
export type LendingBounds = {
  /** Programs. */
  programs: number;
  /** What they may have together, as they keep it. */
  memoryBytes: number;
  /** For how long all in all a program is without a place that it gave up, before it keeps one to its end. */
  givenUpMs?: number;
};

export const noLending: LendingBounds = { programs: 0, memoryBytes: 0 };

/** What lending needs to know of the places, and does with them. */
export type Places = {
  /** Whether there are so many that one more program does not matter to those that hold them. */
  readonly areMany: boolean;
  /** Whether all of them are taken. */
  areTaken(): boolean;
  /** Whether somebody waits, new or awake again, who would have the place of a program. */
  areWanted(): boolean;
  /** One that was held is there for others. */
  free(holder: Holder): void;
  /** Calls back once there is one for who wakes, or has given its own up, unless what it gives is called before. */
  claim(holder: Holder, begin: () => void, isSpent: boolean): () => void;
};

const lookMs = 50;
/** Who has a place is busy where it uses so much of the time between two looks, and who has none where it uses so much. */
const busyShare = { held: 0.02, lent: 0.1 };
/** Looks in a row at which somebody without a place is busy before it claims one. */
const busyLooks = 2;
/** For how long who wakes has the usual share without a place, in CPU time and at most. */
const hurryCpuMs = 100;
const hurryMs = 1000;
/** What a program may compute while others wait, before it gives its place up. */
const spellCpuMs = 300;
/** Far from when its wall clock goes on without a place, however many wait before it each time. */
const usualGivenUpMs = 120_000;
/** For how long a claim outlives what it was made for. */
const claimMs = 100;

export class Lending {
  readonly #bounds: LendingBounds;
  readonly #places: Places;
  readonly #turns = new Set<LentTurn>();
  #isLooking = false;

  constructor(bounds: LendingBounds, places: Places) {
    this.#bounds = bounds;
    this.#places = places;
  }

  /** How many jobs have lent their place. */
  get lentJobs(): number {
    return this.#lent().filter(({ holder }) => holder !== 'lane').length;
  }

  /** The turn of who has just got a place. */
  begin(holder: Holder, keptBytes: number): Turn {
    const { givenUpMs = usualGivenUpMs } = this.#bounds;
    const beginning = { holder, keptBytes, places: this.#places, givenUpMs };
    const turn = new LentTurn(beginning, () => this.#turns.delete(turn));
    this.#turns.add(turn);
    if (!this.#isLooking) void this.#look();
    return turn;
  }

  /** Looks at programs for as long as that is of use: with a turn that begins all places may be taken. */
  async #look(): Promise<void> {
    this.#isLooking = true;
    while (this.#isOfUse()) {
      await delay(lookMs, undefined, { ref: false });
      await Promise.all([...this.#turns].map((turn) => turn.look()));
      this.#hurryOne();
      for (const turn of this.#turns) {
        if (turn.isSpent && this.#places.areWanted() && this.#hasRoomFor(turn)) turn.giveUp();
        else if (turn.isAwake) turn.wake();
        else if (this.#places.areTaken() && this.#hasRoomFor(turn)) turn.lend();
      }
    }
    this.#isLooking = false;
  }

  /** Whose last time is longest ago. */
  #hurryOne(): void {
    const turns = [...this.#turns];
    if (!this.#places.areMany || turns.some(({ isHurrying }) => isHurrying)) return;
    const [first] = turns
      .filter(({ mayHurry }) => mayHurry)
      .sort((one, other) => one.hurriedAt - other.hurriedAt);
    first?.hurry();
  }

  #isOfUse(): boolean {
    const { programs, memoryBytes } = this.#bounds;
    const isBarred = programs === 0 || memoryBytes === 0 || this.#turns.size === 0;
    return !isBarred && (this.#places.areTaken() || this.#lent().length > 0);
  }

  #hasRoomFor({ isLent, memoryBytes }: LentTurn): boolean {
    if (isLent) return true;
    const lent = this.#lent();
    const bytes = lent.reduce((sum, turn) => sum + turn.memoryBytes, memoryBytes);
    return lent.length < this.#bounds.programs && bytes <= this.#bounds.memoryBytes;
  }

  #lent(): LentTurn[] {
    return [...this.#turns].filter(({ isLent }) => isLent);
  }
}

type Beginning = { holder: Holder; keptBytes: number; places: Places; givenUpMs: number };

type Seen = { cpuMs: number; at: number };

class LentTurn implements Turn {
  readonly holder: Holder;
  readonly #places: Places;
  /** Whether it was not yet. */
  readonly #over: () => boolean;
  #cell: RunningCell | null = null;
  #seen: Seen | null = null;
  /** What it has computed since it has its place, whatever it ran. */
  #spellCpuMs = 0;
  /** How much of what its cell used is counted; null where it had a place before, and was not seen in this one yet. */
  #countedCpuMs: number | null = null;
  /** For how long yet it may be without a place that it gave up. */
  #givenUpMs: number;
  /** Looks in a row at which it was busy, and when it was last. */
  #busyLooks = 0;
  #busyAt = 0;
  isHurrying = false;
  hurriedAt = 0;
  #hurriedCpuMs = 0;
  /** Who waits for the place to be held again. */
  readonly #holding: (() => void)[] = [];
  /** Takes back the claim to a place. */
  #unclaim: (() => void) | null = null;
  isLent = false;
  /** As far as was seen; what has not been looked at twice is not asleep. */
  isAwake = true;
  /** For the job, and for what it runs. */
  readonly #keptBytes: number;
  #runBytes = 0;

  constructor({ holder, keptBytes, places, givenUpMs }: Beginning, over: () => boolean) {
    this.holder = holder;
    this.#keptBytes = keptBytes;
    this.#places = places;
    this.#givenUpMs = givenUpMs;
    this.#over = over;
  }

  runs(cell: RunningCell, memoryBytes: number): void {
    this.#cell = cell;
    this.#forget();
    this.#countedCpuMs = 0;
    this.#runBytes = memoryBytes;
    const over = (report: CellReport | null) => {
      if (this.#cell !== cell) return;
      if (report !== null) this.#count(report.usage.cpuMs);
      this.#cell = null;
    };
    cell.report.then(over, () => over(null));
  }

  get memoryBytes(): number {
    return this.#keptBytes + this.#runBytes;
  }

  async hold(): Promise<void> {
    if (!this.isLent) return;
    const held = new Promise<void>((resolve) => this.#holding.push(resolve));
    this.wake();
    await held;
  }

  leave(): void {
    if (!this.#over()) return;
    this.#unclaim?.();
    if (!this.isLent) this.#places.free(this.holder);
  }

  async look(): Promise<void> {
    const cell = this.#cell;
    const activity = (await cell?.activity()) ?? null;
    if (cell !== this.#cell) return;
    const isDue = this.#holding.length > 0 || activity === null;
    this.isAwake = isDue || this.#isAwake(activity, performance.now());
  }

  #isAwake({ cpuMs, isRunnable }: Activity, at: number): boolean {
    const before = this.#seen;
    this.#seen = { cpuMs, at };
    this.#count(cpuMs);
    if (before === null) return true;
    const share = (cpuMs - before.cpuMs) / (at - before.at);
    const isBusy = isRunnable || share >= busyShare[this.isLent ? 'lent' : 'held'];
    this.#busyLooks = isBusy ? this.#busyLooks + 1 : 0;
    if (isBusy) this.#busyAt = at;
    if (!this.isLent) return isBusy;
    if (this.#unclaim !== null) return at - this.#busyAt < claimMs;
    if (!this.isHurrying) return this.#busyLooks >= busyLooks;
    if (!isBusy) this.#slowDown();
    return isBusy && (cpuMs - this.#hurriedCpuMs >= hurryCpuMs || at - this.hurriedAt >= hurryMs);
  }

  #count(cpuMs: number): void {
    this.#spellCpuMs += cpuMs - (this.#countedCpuMs ?? cpuMs);
    this.#countedCpuMs = cpuMs;
  }

  /**
   * Whether it computes, and has its place for as long as a program may while others wait. Who sleeps by then has nothing
   * to claim. A grading's time is its own.
   */
  get isSpent(): boolean {
    const mayGiveUp = this.holder === 'program' && this.#cell !== null && this.#givenUpMs > 0;
    return mayGiveUp && !this.isLent && this.isAwake && this.#spellCpuMs >= spellCpuMs;
  }

  /** Whether it was seen to wake, and has not claimed a place yet. */
  get mayHurry(): boolean {
    return this.isLent && this.#unclaim === null && this.#busyLooks > 0;
  }

  hurry(): void {
    this.isHurrying = true;
    this.hurriedAt = performance.now();
    this.#hurriedCpuMs = this.#seen?.cpuMs ?? 0;
    this.isAwake = false;
    this.#cell?.put('held');
  }

  #slowDown(): void {
    this.isHurrying = false;
    this.#cell?.put('lent');
  }

  /** What it used in another place, or as another program, says nothing. */
  #forget(): void {
    this.#seen = null;
    this.#busyLooks = 0;
    this.#busyAt = performance.now();
    this.isAwake = true;
  }

  /** Gives the place away, or the claim to one. */
  lend(): void {
    if (this.isLent && this.#unclaim === null) return;
    this.#cell?.put('lent');
    this.#unclaim?.();
    this.#unclaim = null;
    this.#busyLooks = 0;
    if (this.isLent) return;
    this.isLent = true;
    this.#places.free(this.holder);
  }

  /** Claims a place, where it was lent. */
  wake(): void {
    if (this.isLent && this.#unclaim === null) this.#claim(false);
  }

  /** Gives the place to who waits, and claims one behind them. */
  giveUp(): void {
    this.isLent = true;
    this.#places.free(this.holder);
    this.#claim(true);
  }

  #claim(isSpent: boolean): void {
    this.isHurrying = false;
    this.#cell?.put('claimed');
    const since = performance.now();
    const begin = () => {
      this.#unclaim = null;
      if (isSpent) this.#givenUpMs -= performance.now() - since;
      this.isLent = false;
      this.#forget();
      this.#spellCpuMs = 0;
      this.#countedCpuMs = null;
      this.#cell?.put('held');
      for (const resolve of this.#holding.splice(0)) resolve();
    };
    const unclaim = this.#places.claim(this.holder, begin, isSpent);
    // There may have been one at once.
    if (this.isLent) this.#unclaim = unclaim;
  }
}
