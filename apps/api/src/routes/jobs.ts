// POST /jobs: a program or a grading in, the place where its answer will be out.

import { AppError, type Callback, ErrorReply, JobRequest, JobStatus, type Rank } from '@cellblock/contract';
import type { Door, Job } from '@cellblock/queue';
import type { FastifyRequest } from 'fastify';
import { jobStatusOf } from '../answer/job-status.js';
import { gradingBodyBytes, gradingFor, gradingTokens } from '../body/grading.js';
import { refuseWrongDoor, SourceOptions, submissionIn } from '../body/submission.js';
import { isSurelyPrivate } from '../callbacks/addresses.js';
import { type Caller, callerOf, limitsFor, rankFor } from '../caller.js';
import type { About } from '../description/about.js';
import { postedJobExample, runExamples } from '../description/examples.js';
import { idOfJob } from '../making.js';
import type { App } from '../server.js';

const about: About = {
  summary: 'Posts a program, to be run whoever waits for it',
  description:
    'The answer says where the job is found: GET tells how it stands and what came of it, DELETE calls it off, and its events tell what happens while it happens. It is kept for a stated time after its end.',
  tag: 'Jobs',
  examples: runExamples,
  answers: { 202: postedJobExample },
  takes: { 'text/x-c': 'The source itself.' },
  tells: { location: 'Where the job is found.' },
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
    bodyLimit: gradingBodyBytes,
    config: { about, bodyTokens: gradingTokens },
    schema: {
      body: JobRequest,
      querystring: SourceOptions,
      response: { 202: JobStatus, default: ErrorReply },
    },
    preValidation: refuseWrongDoor,
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { id, isRepeatable } = idOfJob(request);
      const { job, priority, callback } = jobIn(id, request, caller);
      refusePrivate(callback, isPrivateAllowed);
      const rank = rankFor(caller, priority, 'grading');
      const posted = await door.post(job, { owner: caller.owner, rank, callback, isRepeatable });
      request.log.info({ id }, 'job posted');
      reply.code(202).header('location', `/jobs/${id}`).header('cache-control', 'no-store');
      return jobStatusOf(posted, null);
    },
  });
}

// What a name means is seen when it is called; an address can be refused while somebody is there to hear it.
function refusePrivate(callback: Callback | undefined, isPrivateAllowed: boolean): void {
  if (callback === undefined || isPrivateAllowed || !isSurelyPrivate(new URL(callback.url))) return;
  throw new AppError('invalid_field', {
    field: 'callback.url',
    message: 'callback.url must have a public address; loopback, link-local and private ones are not called',
  });
}

type Asked = { job: Job; priority: Rank | undefined; callback: Callback | undefined };
type Posted = FastifyRequest & { body: JobRequest; query: SourceOptions };

function jobIn(id: string, request: Posted, caller: Caller): Asked {
  const { body, query } = request;
  if (body.kind === 'grade') {
    const { kind, priority, callback, ...grading } = body;
    return { job: { id, kind, grading: gradingFor(caller, grading) }, priority, callback };
  }
  const {
    kind = 'run',
    priority,
    callback,
    ...asked
  } = submissionIn({ mediaType: request.mediaType, body, query });
  const submission = { ...asked, limits: limitsFor(caller, asked.limits) };
  return { job: { id, kind, submission }, priority, callback };
}
