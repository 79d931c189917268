// How samples are taken and summed up: two things to compare take turns, so that what else the machine does falls on
// both.

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
    for (const name of names) await timed(actions[name]);
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      samples[name].push(await timed(actions[name]));
    }
  }
  return samples;
}
