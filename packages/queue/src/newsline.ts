// How one part of a process waits for news that another one hears.

import { setTimeout as delay } from 'node:timers/promises';

// What was said while a connection was cut is never heard, so nobody relies on hearing it.
const soonMs = 2000;

export interface Watch {
  /** Resolves when there is news since it last did, or may be; in `mostMs` at the latest. False where none was heard. */
  news(mostMs: number, signal: AbortSignal): Promise<boolean>;
  end(): void;
}

/** Two ends: one tells, the other waits to be told, for a moment. */
export function newsline(): { tell: () => void; news: Watch['news'] } {
  let hasNews = false;
  let wake = () => {};
  return {
    tell: () => {
      hasNews = true;
      wake();
    },
    news: async (mostMs, signal) => {
      const slept = new AbortController();
      const stop = () => slept.abort();
      wake = stop;
      signal.addEventListener('abort', stop);
      if (!hasNews && !signal.aborted) {
        await delay(Math.min(soonMs, mostMs), undefined, { signal: slept.signal }).catch(() => {});
      }
      signal.removeEventListener('abort', stop);
      const hadNews = hasNews;
      hasNews = false;
      return hadNews;
    },
  };
}
