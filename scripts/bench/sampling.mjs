// How samples are taken and summed up: two things to compare take turns, so that what else the machine does falls on
// both. Between turns there is a moment in which each can finish what it leaves to be done afterwards.

import { setTimeout as delay } from 'node:timers/promises';

const settleMs = 20;

/** The value below which `share` (0 to 1) of the samples lie. */
export function quantile(samples, share) {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (samples) => quantile(samples, 0.5);

/** Runs `action` and resolves to the milliseconds that it took, or to the number that it gives. */
export async function timed(action) {
  const began = performance.now();
  const own = await action();
  return typeof own === 'number' ? own : performance.now() - began;
}

/**
 * Samples of all `actions` ({ name: action }), one of each a round, every other round in the opposite order. Warms up
 * before, for at least so many rounds and milliseconds; that is not kept.
 */
export async function takeTurns(actions, { rounds, warmUpRounds, warmUpMs = 0 }) {
  const names = Object.keys(actions);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  const began = performance.now();
  for (let round = 0; round < warmUpRounds || performance.now() - began < warmUpMs; round++) {
    for (const name of names) await settled(actions[name]);
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      samples[name].push(await settled(actions[name]));
    }
  }
  return samples;
}

async function settled(action) {
  await delay(settleMs);
  return timed(action);
}

/**
 * Does `action` (given its lane and its number) so many times in so many lanes; resolves to how many a second that
 * were.
 */
export async function rateOf(times, lanes, action) {
  let done = 0;
  const lane = async (index) => {
    while (done < times) await action(index, done++);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  return (1000 * times) / (performance.now() - began);
}
