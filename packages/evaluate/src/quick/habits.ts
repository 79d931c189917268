// What is asked for often enough that a fork server pays: starting and testing one costs as much as ten compilations.
//
// Both bounds are for those who would have servers started for the sake of it: at most one in a while, and of nothing
// that was not asked for a few times lately.

const often = 3;
const lately = 256;
const pauseMs = 2000;

export interface Habits {
  /** Notes that a server for `key` would have been of use, and says whether to start one now. */
  isWorth(key: string): boolean;
}

/** Habits without any yet; `now` is a clock in milliseconds. */
export function createHabits(now: () => number): Habits {
  /** How often each key was asked for; the first is the one whose last time is longest ago. */
  const asked = new Map<string, number>();
  let startedAt = Number.NEGATIVE_INFINITY;
  return {
    isWorth(key) {
      const times = (asked.get(key) ?? 0) + 1;
      asked.delete(key);
      asked.set(key, times);
      const [oldest] = asked.keys();
      if (asked.size > lately && oldest !== undefined) asked.delete(oldest);
      if (times < often || now() - startedAt < pauseMs) return false;
      asked.delete(key);
      startedAt = now();
      return true;
    },
  };
}
