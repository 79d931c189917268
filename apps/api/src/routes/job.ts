// GET and DELETE /jobs/:id: how a posted job stands, and calling it off.

import { AppError, ErrorReply, isGradeOutcome, JobStatus, resultOf } from '@cellblock/contract';
import type { Door, PostedJob } from '@cellblock/queue';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { preferredForm, varyByAccept } from '../answer/accept.js';
import { gradeForms, gradeTypes, sendGrade } from '../answer/grade.js';
import { jobStatusOf } from '../answer/job-status.js';
import { jsonOf } from '../answer/json.js';
import { sendAs } from '../answer/outcome.js';
import { callerOf } from '../caller.js';
import type { About } from '../description/about.js';
import { endedJobExample } from '../description/examples.js';
import { outcomeHeaders } from '../description/headers.js';
import { hangUpSignal } from '../exchange.js';
import type { App } from '../server.js';

const longestWaitS = 60;

export const JobParams = z.strictObject({ id: z.string() });

const time = `must be a time of at most ${longestWaitS}s, like 30s or 500ms`;
const Wait = z
  .string()
  .regex(/^\d{1,5}m?s$/, { error: time, abort: true })
  .refine((text) => millisecondsIn(text) <= longestWaitS * 1000, time)
  .transform(millisecondsIn);

const JobQuery = z.strictObject({
  wait: Wait.optional().meta({ description: 'How long to wait for the end of the job, for instance 30s.' }),
});

const aboutGet: About = {
  summary: 'How a job stands, and what came of it',
  tag: 'Jobs',
  description:
    'Of a program that has ended Accept may ask for its output, of a grading for a report; each has JSON besides.',
  gives: {
    'text/plain': 'What the program wrote.',
    'application/octet-stream': 'Its raw bytes.',
    ...gradeTypes,
  },
  answers: { 200: endedJobExample },
  tells: outcomeHeaders,
  errors: ['conflict'],
};

const aboutDelete: About = {
  summary: 'Calls a job off, waiting or running',
  tag: 'Jobs',
  errors: ['conflict'],
};

type Options = { door: Door; closing: AbortSignal };

/** Adds GET and DELETE /jobs/:id. Other callers' jobs are not there. */
export function addJob(app: App, { door, closing }: Options): void {
  app.route({
    method: 'GET',
    url: '/jobs/:id',
    config: { isCheap: true, about: aboutGet },
    schema: {
      params: JobParams,
      querystring: JobQuery,
      response: { 200: JobStatus, default: ErrorReply },
    },
    handler: async (request, reply) => {
      const { wait } = request.query;
      const signal = hangUpSignal(request, reply, closing);
      let job = await foundJob(door, request);
      if (wait !== undefined && job.endedAt === null) {
        await door.wait(job.id, wait, signal);
        if (signal.aborted && !closing.aborted) return reply.hijack();
        job = await foundJob(door, request);
      }
      varyByAccept(reply).header('cache-control', 'no-store');
      const outcome = job.state === 'done' ? await door.outcome(job.id) : null;
      if (outcome !== null && isGradeOutcome(outcome)) {
        const { head: result } = outcome;
        const form = preferredForm(request.headers.accept, 'json', gradeForms);
        return sendGrade(form, reply, { result, json: () => jsonOf(JobStatus, jobStatusOf(job, result)) });
      }
      const form = preferredForm(request.headers.accept, 'json', ['plain', 'raw']);
      if (outcome !== null) {
        const json = () => jsonOf(JobStatus, jobStatusOf(job, resultOf(outcome)));
        return sendAs(form, request, reply, { outcome, json });
      }
      if (form !== 'json') throw withoutOutput(job);
      return jobStatusOf(job, null);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/jobs/:id',
    config: { isCheap: true, about: aboutDelete },
    schema: { params: JobParams, response: { 204: z.null(), default: ErrorReply } },
    handler: async (request, reply) => {
      const job = await foundJob(door, request);
      const isCancelled = job.state === 'cancelled' || (await door.cancel(job.id));
      if (!isCancelled)
        throw new AppError('conflict', { message: 'the job has ended; there is nothing to cancel' });
      request.log.info({ id: job.id }, 'job cancelled');
      return reply.code(204).send(null);
    },
  });
}

/** The job of this request's path. AppError not_found where there is none of this caller's. */
export async function foundJob(
  door: Door,
  request: FastifyRequest<{ Params: z.infer<typeof JobParams> }>,
): Promise<PostedJob> {
  const job = await door.find(request.params.id);
  if (job === null || job.owner !== callerOf(request).owner) {
    throw new AppError('not_found', { message: 'there is no job of this id, or none any more' });
  }
  return job;
}

const withoutOutput = ({ state }: PostedJob) =>
  new AppError('conflict', {
    message: `the job is ${state}: there is no output; application/json says more`,
  });

function millisecondsIn(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('ms') ? 1 : 1000);
}
