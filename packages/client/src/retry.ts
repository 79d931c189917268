// Trying again, as often as was asked for and no sooner than the service said.

import { CellblockError } from './error.js';
import type { RetryOptions } from './options.js';

const defaultLongestWaitMs = 30_000;
const firstWaitMs = 500;

// Refusals for want of room or time, and what happened to us: another try may end otherwise.
const passing = new Set([408, 429, 502, 503, 504]);

/** What `attempt` gives, tried again while it fails for a reason that may pass. Rejects with the last failure. */
export async function trying<Answer>(
  attempt: () => Promise<Answer>,
  {
    retries,
    longestWaitMs = defaultLongestWaitMs,
    signal,
  }: RetryOptions & { signal?: AbortSignal | undefined },
): Promise<Answer> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = waitAfter(error, failures);
      if (failures >= retries || waitMs === null || waitMs > longestWaitMs) throw error;
      await pause(waitMs, signal);
    }
  }
}

/** How long to wait before another try, in ms; null where there is no use in one. */
export function waitAfter(error: unknown, failures: number): number | null {
  if (!(error instanceof CellblockError)) return null;
  const isLost = error.code === 'unreachable' || error.code === 'cut_off';
  if (!isLost && (error.status === undefined || !passing.has(error.status))) return null;
  if (error.retryAfterS !== undefined) return error.retryAfterS * 1000;
  // Many that were refused at once do not come again at once.
  return firstWaitMs * 2 ** failures * (0.5 + Math.random() / 2);
}

/** Resolves after that time; rejects with the signal's reason as soon as that aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A name that no other request has. Not crypto.randomUUID, which pages without TLS lack. */
export const newIdempotencyKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
