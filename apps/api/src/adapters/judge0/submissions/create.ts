// POST /submissions: a token, or with wait=true what came of it.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendUnkept } from '../../../answer/json.js';
import { hangUpSignal } from '../../../exchange.js';
import { fieldsIn, shown } from '../fields.js';
import { isOn, parametersOf, textOf } from '../parameters.js';
import { runOutcome, toldOf } from '../told.js';
import type { SubmissionOptions } from './options.js';
import { postingOf, postOne } from './post.js';
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
  const poster = { door, isPrivateAllowed, isBase64, isWaiting, request };
  const made = await (isWaiting ? postingOf(poster, parameters) : postOne(poster, parameters));
  if ('wrong' in made) return reply.code(422).send(made.wrong);
  reply.code(201).header('cache-control', 'no-store');
  if ('token' in made) return made;
  const { job, options, note } = made;
  const signal = hangUpSignal(request, reply, closing);
  const standing = await door.postAndWait(job, options, { mostMs: longestWaitMs, signal });
  request.log.info({ id: job.id, state: standing.job.state }, 'submission');
  // It is run all the same, for whoever knows its token.
  if (signal.aborted && !closing.aborted) return reply.hijack();
  const found = { job: standing.job, outcome: runOutcome(standing.outcome), note };
  const told = await toldOf(found, new AbortController().signal);
  return sendUnkept(reply, shown(told, fields, isBase64) ?? { ...notText('this submission'), token: job.id });
}
