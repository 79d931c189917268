// Waiting for what has no event: ask again until it holds, and no longer than a deadline.

import { setTimeout as delay } from 'node:timers/promises';

const intervalMs = 20;

/** Resolves with the first value of `ask` that is not null; an Error naming `what` after `deadlineMs`. */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value | null> | Value | null,
  deadlineMs = 10_000,
): Promise<Value> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await ask();
    if (value !== null) return value;
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await delay(intervalMs);
  }
}
