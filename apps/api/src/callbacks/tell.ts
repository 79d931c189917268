// Tells who asked for it that a job has ended: how it stands, as GET /jobs/:id says it, signed; or as
// Judge0 tells it, which signs nothing.

import { resultOf } from '@cellblock/contract';
import type { EndedJob } from '@cellblock/queue';
import { tellJudge0 } from '../adapters/judge0/callback.js';
import { jobStatusOf } from '../answer/job-status.js';
import { type PostOptions, post } from './post.js';
import { signatureHeaders } from './signature.js';

// Whoever is called may not expect a hundred megabytes; a larger result is fetched.
const mostOutputBytes = 512 * 1024;

/** A function that tells; it rejects where that has to be tried again. */
export function createTell(options: PostOptions): (ended: EndedJob) => Promise<void> {
  return async (ended) => {
    const { job, outcome, callback } = ended;
    if (callback.secret === undefined) return tellJudge0(ended, options);
    const bytes = (outcome?.chunks ?? []).reduce((sum, chunk) => sum + chunk.bytes.length, 0);
    const files = (outcome?.outputs ?? []).reduce((sum, file) => sum + file.length, 0);
    const isSmall = bytes + files <= mostOutputBytes;
    const data = jobStatusOf(job, outcome !== null && isSmall ? resultOf(outcome) : null);
    const now = new Date();
    const body = JSON.stringify({ type: 'job.ended', timestamp: now.toISOString(), data });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'cellblock',
      ...signatureHeaders(callback.secret, { id: job.id, sentAtS: Math.floor(now.getTime() / 1000), body }),
    };
    await post({ url: new URL(callback.url), headers, body }, options);
  };
}
