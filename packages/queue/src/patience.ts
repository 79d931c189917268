// How long an accepted job is waited for, and what its submitter is told when it is given up.

import type { ErrorCode } from '@cellblock/contract';

const outageMs = 60_000;
/** A job that is not answered by then is given up, however busy the workers are. */
export const longestWaitMs = 10 * 60_000;
/** A posted job, which nobody waits for, may wait this long for a worker. */
export const longestPostedWaitMs = 24 * 60 * 60_000;

export type Outlook = {
  now: number;
  /** When Redis was last heard of. */
  contactAt: number;
  /** Since when no worker is known to live; null while one is. */
  workerlessSince: number | null;
};

/** Why a job submitted at `since` (ms) is given up now; null where it is waited for on. */
export function givenUp(since: number, outlook: Outlook, noWorkerWaitMs: number): ErrorCode | null {
  const { now, contactAt, workerlessSince } = outlook;
  const heardSince = Math.max(contactAt, since);
  if (now - heardSince >= outageMs) return 'queue_unavailable';
  if (workerlessSince !== null && now - Math.max(workerlessSince, since) >= noWorkerWaitMs)
    return 'no_worker';
  if (now - since >= longestWaitMs) return 'no_worker';
  return null;
}
