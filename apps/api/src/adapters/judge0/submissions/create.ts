// POST /submissions: a token, or with wait=true what came of it.

import type { Door } from '@cellblock/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hangUpSignal } from '../../../exchange.js';
import { type FieldName, fieldsIn, shown } from '../fields.js';
import { isOn, parametersOf, textOf } from '../parameters.js';
import { runOutcome, toldOf } from '../told.js';
import type { SubmissionOptions } from './options.js';
import { type Posted, postOne } from './post.js';
import { notText } from './refusals.js';

const longestWaitMs = 10 * 60_000;

export async function create(
  { door, isPrivateAllowed, closing }: SubmissionOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const parameters = parametersOf(request);
  const fields = fieldsIn(textOf(parameters.fields));
  const isBase64 = isOn(parameters.base64_encoded);
  const isWaiting = isOn(parameters.wait);
  const made = await postOne({ door, isPrivateAllowed, isBase64, isWaiting, request }, parameters);
  if ('wrong' in made) return reply.code(422).send(made.wrong);
  reply.code(201).header('cache-control', 'no-store');
  if (!isWaiting) return { token: made.job.id };
  const signal = hangUpSignal(request, reply, closing);
  const ended = await door.wait(made.job.id, longestWaitMs, signal);
  // The submission is run all the same, for whoever knows its token.
  if (signal.aborted && !closing.aborted) return reply.hijack();
  return answerOf(door, { ...made, job: ended ?? made.job }, { fields, isBase64 });
}

async function answerOf(
  door: Door,
  { job, note }: Posted,
  { fields, isBase64 }: { fields: readonly FieldName[]; isBase64: boolean },
): Promise<object> {
  const outcome = job.state === 'done' ? runOutcome(await door.outcome(job.id)) : null;
  const told = await toldOf({ job, outcome, note }, new AbortController().signal);
  return shown(told, fields, isBase64) ?? { ...notText('this submission'), token: job.id };
}
