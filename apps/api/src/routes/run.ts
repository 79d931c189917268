// POST /run: a program in, what became of it out.
//
// Two doors. application/json takes a Submission and answers with a Result; text/x-c takes the bare source, its
// options in the query, and answers with the program's output as text/plain and the rest in headers. Accept chooses
// the other door's form of answer. Every program is answered with 200, however it fails.

import { randomUUID } from 'node:crypto';
import {
  AppError,
  ErrorReply,
  type Outcome,
  Result,
  resultOf,
  roundMs,
  Submission,
} from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { preferredForm } from '../answer/accept.js';
import { jsonOf } from '../answer/json.js';
import { plainBody, plainHeaders } from '../answer/plain.js';
import { callerOf, limitsFor } from '../caller.js';
import { hangUpSignal } from '../exchange.js';
import { sourceTypes, submissionBodyBytes } from '../plugins/bodies.js';
import type { App } from '../server.js';

const { compiler, profile, args } = Submission.shape;
const { name, standard, optimize } = compiler.unwrap().shape;

/** What the query may say beside a bare source. */
const SourceOptions = z
  .strictObject({
    std: standard,
    optimize,
    compiler: name,
    profile,
    args: z.preprocess((value) => (typeof value === 'string' ? [value] : value), args),
  })
  .meta({ id: 'SourceOptions', description: 'Options of a bare source; args may be given several times.' });
type SourceOptions = z.infer<typeof SourceOptions>;

/** Adds POST /run, which submits through `door`. */
export function addRun(app: App, door: Door): void {
  app.route({
    method: 'POST',
    url: '/run',
    bodyLimit: submissionBodyBytes,
    schema: {
      body: Submission,
      querystring: SourceOptions,
      response: { 200: Result, default: ErrorReply },
    },
    preValidation: async (request) => refuseWrongDoor(request),
    handler: async (request, reply) => {
      const started = performance.now();
      const isSource = isBareSource(request);
      const asked = isSource ? withOptions(request.body, request.query) : request.body;
      const submission = { ...asked, limits: limitsFor(callerOf(request), asked.limits) };
      const id = randomUUID();
      const signal = hangUpSignal(request, reply);
      const outcome = await door.submit({ id, kind: 'run', submission }, signal).catch((error: unknown) => {
        if (!signal.aborted) throw isSource ? namingOption(error) : error;
      });
      if (outcome === undefined) {
        request.log.info({ id }, 'submission cancelled');
        return reply.hijack();
      }
      request.log.info(summary(outcome, performance.now() - started), 'submission');
      reply.header('cache-control', 'no-store').header('vary', 'accept');
      const form = preferredForm(request.headers.accept, isSource ? 'plain' : 'json');
      return form === 'plain'
        ? sendPlain(reply, outcome)
        : sendJson(reply, withWay(outcome, reply.elapsedTime));
    },
  });
}

const isBareSource = ({ mediaType = '' }: FastifyRequest) => sourceTypes.includes(mediaType);

// Before the schemas are applied, while it can still be seen what the client really sent.
function refuseWrongDoor(request: FastifyRequest): void {
  if (request.body === undefined) throw new AppError('unsupported_media_type');
  const given = Object.keys(request.query ?? {})[0];
  if (given !== undefined && !isBareSource(request)) {
    throw new AppError('invalid_field', {
      field: given,
      message: `query parameter ${given} is not taken with application/json; options go into the body`,
    });
  }
}

function withOptions(submission: Submission, options: SourceOptions): Submission {
  const { std, optimize, compiler, profile, args } = options;
  return {
    ...submission,
    args,
    profile,
    compiler: { ...submission.compiler, name: compiler, standard: std, optimize },
  };
}

// The field of a submission and the query parameter that says the same.
const optionNames: Record<string, string> = {
  'compiler.standard': 'std',
  'compiler.optimize': 'optimize',
  'compiler.name': 'compiler',
};

// A worker refuses what its compilers can't do, and knows nothing of doors.
function namingOption(error: unknown): unknown {
  if (!(error instanceof AppError) || error.field === undefined) return error;
  const { code, message, cause } = error;
  return new AppError(code, { field: optionNames[error.field] ?? error.field, message, cause });
}

function summary({ head, chunks, outputs }: Outcome, ms: number) {
  const bytes = [...chunks.map((chunk) => chunk.bytes), ...outputs].reduce(
    (sum, each) => sum + each.length,
    0,
  );
  return { id: head.id, verdict: head.verdict, ms: Math.round(ms), bytes };
}

/** The outcome with the whole time in its timings: what isn't the worker's was spent on the way to it and back. */
function withWay({ head, ...rest }: Outcome, totalMs: number): Outcome {
  const { timings } = head;
  if (timings === undefined) return { head, ...rest };
  const queueMs = Math.max(0, roundMs(totalMs - timings.totalMs));
  return { head: { ...head, timings: { ...timings, totalMs: roundMs(totalMs), queueMs } }, ...rest };
}

function sendPlain(reply: FastifyReply, outcome: Outcome): FastifyReply {
  return reply.type('text/plain; charset=utf-8').headers(plainHeaders(outcome)).send(plainBody(outcome));
}

function sendJson(reply: FastifyReply, outcome: Outcome): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(jsonOf(resultOf(outcome)));
}
