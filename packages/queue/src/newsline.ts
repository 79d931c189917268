// How one part of a process waits for news that another one hears.

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
  const slept = (mostMs: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, mostMs);
      signal.addEventListener('abort', end);
      wake = end;
    });
  return {
    tell: () => {
      hasNews = true;
      wake();
    },
    news: async (mostMs, signal) => {
      if (!hasNews && !signal.aborted) await slept(Math.min(soonMs, mostMs), signal);
      const hadNews = hasNews;
      hasNews = false;
      return hadNews;
    },
  };
}
