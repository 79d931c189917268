// A capacity and programs to crowd it, for tests of who runs at once.

import { setTimeout as delay } from 'node:timers/promises';
import type { RunningCell } from '@cellblock/sandbox';
import { createCapacity, type Turn, type Work } from './capacity.js';
import type { LendingBounds } from './lending.js';

export const patient: AbortSignal = new AbortController().signal;

/** Room for `width`; `join` asks for a turn and tells of it in `told`. */
export async function crowd(width: number, bounds?: LendingBounds) {
  const capacity = createCapacity(width, bounds);
  const told: string[] = [];
  const join = (work: Work, name: string) =>
    capacity.enter(work, patient).then((turn) => {
      told.push(name);
      return turn;
    });
  const widen = () => {
    const lane: { turn: Turn | null } = { turn: null };
    void capacity.widen(patient).then((turn) => {
      lane.turn = turn;
    });
    return lane;
  };
  return { capacity, told, join, widen, settled: () => new Promise(setImmediate) };
}

/**
 * A program of which the test says whether it sleeps, and sees the places that it was given. Awake it uses as much of a
 * processor as `pace` says.
 */
export function dreamer(pace = 0.2) {
  const places: string[] = [];
  let spent = 0;
  let since = performance.now();
  let isAsleep = true;
  const note = () => {
    const now = performance.now();
    if (!isAsleep) spent += pace * (now - since);
    since = now;
    return spent;
  };
  const report = new Promise<never>(() => {});
  const cell = {
    report,
    activity: async () => ({ cpuMs: note(), isRunnable: !isAsleep }),
    put: (place: string) => void places.push(place),
  };
  return {
    cell: cell as unknown as RunningCell,
    places,
    asleep(value: boolean) {
      note();
      isAsleep = value;
    },
  };
}

export async function until(what: () => boolean): Promise<void> {
  while (!what()) await delay(5, undefined, { ref: false });
}

export const plenty: LendingBounds = { programs: 9, memoryBytes: 9 };
