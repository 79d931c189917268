// How a posted job is told: how it stands, and what happens to it.

import type { JobState } from '@cellblock/contract';
import type { Numbered } from './event-log.js';
import type { Kind, OutcomeOf } from './job.js';
import { longestPostedWaitMs } from './patience.js';
import type { Course, End, Ending } from './posted.js';
import type { Place } from './turns.js';

/** How a posted job stands; times are ms since 1970. */
export type PostedJob = Place & {
  id: string;
  kind: Kind;
  state: JobState;
  /** How many jobs go before it, while it is queued. */
  position: number | null;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** When it is forgotten at the latest. */
  expiresAt: number;
  error: { code: string; message: string; field?: string | undefined } | null;
};

/** A posted job, and what it came to, once it is done. */
export type StandingJob = { job: PostedJob; outcome: OutcomeOf | null };

/** An event of a posted job, and the number by which a reader goes on after it. */
export type PostedEvent = {
  number: string;
  event:
    | Numbered['event']
    | { type: 'queued'; position: number | null }
    | { type: 'verdict'; head: unknown }
    | { type: 'error'; error: NonNullable<PostedJob['error']> }
    | { type: 'cancelled' };
};

/** The number of every last event. */
export const lastNumber = 'end';

/** How a job stands whose course this is. */
export function statusOf(id: string, course: Course, position: number | null): PostedJob {
  const { kind, owner, rank, at, keepMs, startedAt, end } = course;
  const state = end?.state ?? (startedAt === null ? 'queued' : 'running');
  return {
    id,
    kind,
    owner,
    rank,
    state,
    position: state === 'queued' ? position : null,
    createdAt: at,
    startedAt,
    endedAt: end?.at ?? null,
    expiresAt: end === null ? at + longestPostedWaitMs + keepMs : end.at + keepMs,
    error: end?.state === 'failed' ? end.error : null,
  };
}

/** What is told of an end. */
export function lastEvent(end: End): PostedEvent['event'] {
  switch (end.state) {
    case 'done':
      return { type: 'verdict', head: JSON.parse(end.head) };
    case 'failed':
      return { type: 'error', error: end.error };
    case 'cancelled':
      return { type: 'cancelled' };
  }
}

/** What is to be done at the end of a job whose course this is. */
export const endingOf = ({ keepMs, callback, awaitedBy }: Course): Ending => ({
  ...{ keepMs, hasCallback: callback !== null, awaitedBy },
});
