// POST /run: a program in, what became of it out.
//
// Two doors. application/json takes a Submission and answers with a Result; text/x-c takes the bare source, its
// options in the query, and answers with the program's output as text/plain and the rest in headers. Accept chooses
// the form of the answer: either of these, the raw bytes, or events while it happens. Every program is answered with
// 200, however it fails.

import { randomUUID } from 'node:crypto';
import { ErrorReply, type Outcome, Result, resultOf, roundMs, Submission } from '@cellblock/contract';
import type { Door, RunJob } from '@cellblock/queue';
import type { FastifyReply } from 'fastify';
import { preferredForm, varyByAccept } from '../answer/accept.js';
import { jsonOf } from '../answer/json.js';
import { sendAs } from '../answer/outcome.js';
import { type Exchange, runJob } from '../answer/run-job.js';
import { streamJob } from '../answer/stream-job.js';
import {
  isBareSource,
  namingOption,
  refuseWrongDoor,
  SourceOptions,
  submissionIn,
} from '../body/submission.js';
import { callerOf, limitsFor } from '../caller.js';
import type { About } from '../description/about.js';
import { resultExample, runExamples } from '../description/examples.js';
import { outcomeHeaders } from '../description/headers.js';
import { submissionBodyBytes } from '../plugins/bodies.js';
import type { App } from '../server.js';

type Options = { door: Door; heartbeatMs: number };

const about: About = {
  summary: 'Compiles and runs a program',
  description:
    'application/json takes a Submission and answers with a Result. text/x-c takes the bare source, its options in the query, and answers with the output as text, the rest in headers. Accept chooses the other form of answer.',
  tag: 'Running',
  examples: runExamples,
  answers: { 200: resultExample },
  takes: { 'text/x-c': 'The source itself.' },
  gives: {
    'text/plain': 'What the program wrote, or the diagnostics where it did not compile.',
    'application/octet-stream': 'The raw bytes of what it wrote.',
    'text/event-stream': 'What happens while it happens; each event is a JobEvent.',
  },
  tells: outcomeHeaders,
};

/** Adds POST /run, which submits through `door`. */
export function addRun(app: App, { door, heartbeatMs }: Options): void {
  app.route({
    method: 'POST',
    url: '/run',
    bodyLimit: submissionBodyBytes,
    config: { about },
    schema: {
      body: Submission,
      querystring: SourceOptions,
      response: { 200: Result, default: ErrorReply },
    },
    preValidation: refuseWrongDoor,
    handler: async (request, reply) => {
      const asked = submissionIn(request);
      const caller = callerOf(request);
      const submission = { ...asked, limits: limitsFor(caller, asked.limits) };
      const job: RunJob = { id: randomUUID(), kind: 'run', submission };
      const natural = isBareSource(request) ? 'plain' : 'json';
      const form = preferredForm(request.headers.accept, natural, ['json', 'plain', 'raw', 'events']);
      varyByAccept(reply).header('cache-control', 'no-store');
      const exchange = { request, reply, caller, job };
      return form === 'events'
        ? streamJob(door, { ...exchange, rank: caller.rank, heartbeatMs })
        : answer(door, exchange, (outcome) =>
            sendAs(form, request, reply, { outcome, json: () => jsonOf(Result, resultOf(outcome)) }),
          );
    },
  });
}

async function answer(
  door: Door,
  { request, reply, caller, job }: Exchange,
  send: (outcome: Outcome) => FastifyReply,
): Promise<FastifyReply> {
  const outcome = await runJob(door, { request, reply, caller, job }).catch((error: unknown) => {
    throw isBareSource(request) ? namingOption(error) : error;
  });
  return outcome === null ? reply.hijack() : send(withWay(outcome, reply.elapsedTime));
}

/** The outcome with the whole time in its timings: what isn't the worker's was spent on the way to it and back. */
function withWay({ head, ...rest }: Outcome, totalMs: number): Outcome {
  const { timings } = head;
  if (timings === undefined) return { head, ...rest };
  const queueMs = Math.max(0, roundMs(totalMs - timings.totalMs));
  return { head: { ...head, timings: { ...timings, totalMs: roundMs(totalMs), queueMs } }, ...rest };
}
