// The numbers of Linux' signals.

import { constants } from 'node:os';

// glibc's SIGRTMIN on Linux; it keeps the two before it to itself.
const firstRealTime = 34;
const numbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals));

/** The number of a signal that is named as in a result, `SIGRTMIN+2` too; 0 for a name that it does not know. */
export function signalNumber(name: string): number {
  const realTime = /^SIGRTMIN([+-]\d+)?$/.exec(name);
  return realTime === null ? (numbers.get(name) ?? 0) : firstRealTime + Number(realTime[1] ?? 0);
}
