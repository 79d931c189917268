// POST /jobs: a program in, the place where its answer will be out.

import { randomUUID } from 'node:crypto';
import { AppError, type Callback, ErrorReply, JobRequest, JobStatus } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import { jobStatusOf } from '../answer/job-status.js';
import { refuseWrongDoor, SourceOptions, submissionIn } from '../body/submission.js';
import { isPublic, literalAddress } from '../callbacks/addresses.js';
import { callerOf, limitsFor, rankFor } from '../caller.js';
import type { About } from '../description/about.js';
import { runExamples } from '../description/examples.js';
import { submissionBodyBytes } from '../plugins/bodies.js';
import type { App } from '../server.js';

const about: About = {
  summary: 'Posts a program, to be run whoever waits for it',
  description:
    'The answer says where the job is found: GET tells how it stands and what came of it, DELETE calls it off, and its events tell what happens while it happens. It is kept for a stated time after its end.',
  tag: 'Jobs',
  examples: runExamples,
  takes: { 'text/x-c': 'The source itself.' },
  errors: ['forbidden'],
};

type Options = {
  door: Door;
  /** Whether callbacks may go to addresses that are not public. */
  isPrivateAllowed: boolean;
};

/** Adds POST /jobs, which posts through `door`. */
export function addJobs(app: App, { door, isPrivateAllowed }: Options): void {
  app.route({
    method: 'POST',
    url: '/jobs',
    bodyLimit: submissionBodyBytes,
    config: { about },
    schema: {
      body: JobRequest,
      querystring: SourceOptions,
      response: { 202: JobStatus, default: ErrorReply },
    },
    preValidation: refuseWrongDoor,
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { priority, callback, ...asked } = submissionIn(request);
      refusePrivate(callback, isPrivateAllowed);
      const submission = { ...asked, limits: limitsFor(caller, asked.limits) };
      const rank = rankFor(caller, priority, 'grading');
      const id = randomUUID();
      const job = await door.post({ id, kind: 'run', submission }, { owner: caller.owner, rank, callback });
      request.log.info({ id }, 'job posted');
      reply.code(202).header('location', `/jobs/${id}`).header('cache-control', 'no-store');
      return jobStatusOf(job, null);
    },
  });
}

// What a name means is seen when it is called; an address can be refused while somebody is there to hear it.
function refusePrivate(callback: Callback | undefined, isPrivateAllowed: boolean): void {
  const address = callback === undefined ? null : literalAddress(new URL(callback.url));
  if (address === null || isPrivateAllowed || isPublic(address)) return;
  throw new AppError('invalid_field', {
    field: 'callback.url',
    message: 'callback.url must have a public address; loopback, link-local and private ones are not called',
  });
}
