// How a posted job stands, as clients are told.

import type { JobStatus } from '@cellblock/contract';
import type { PostedJob } from '@cellblock/queue';

/** The job with its result, once there is one. */
export function jobStatusOf(job: PostedJob, result: JobStatus['result']): JobStatus {
  const { id, kind, state, rank, position, createdAt, startedAt, endedAt, expiresAt, error } = job;
  return {
    id,
    kind,
    state,
    priority: rank,
    position,
    createdAt: moment(createdAt),
    startedAt: startedAt === null ? null : moment(startedAt),
    endedAt: endedAt === null ? null : moment(endedAt),
    expiresAt: moment(expiresAt),
    result,
    error,
  };
}

const moment = (ms: number) => new Date(ms).toISOString();
