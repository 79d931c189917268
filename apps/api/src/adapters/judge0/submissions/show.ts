// GET /submissions/:token: a submission, as it stands.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendUnkept } from '../../../answer/json.js';
import { shown } from '../fields.js';
import { findTold } from '../told.js';
import type { SubmissionOptions, Token } from './options.js';
import { notText, notThere } from './refusals.js';
import { wantedBy } from './wanted.js';

export async function show(
  { door, closing }: SubmissionOptions,
  request: FastifyRequest<Token>,
  reply: FastifyReply,
): Promise<unknown> {
  const { fields, isBase64 } = wantedBy(request);
  const told = await findTold(door, request.params.token, closing);
  if (told === null) throw notThere();
  const body = shown(told, fields, isBase64);
  if (body === null) return reply.code(400).send(notText('this submission'));
  return sendUnkept(reply, body);
}
