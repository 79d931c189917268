// POST and GET /submissions/batch: several submissions at once, each answered for itself.

import { AppError } from '@cellblock/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendUnkept } from '../../../answer/json.js';
import { shown } from '../fields.js';
import { isOn, parametersOf, textOf } from '../parameters.js';
import { findTold } from '../told.js';
import type { SubmissionOptions } from './options.js';
import { postOne } from './post.js';
import { badRequest, notText } from './refusals.js';
import { wantedBy } from './wanted.js';

export const mostInBatch = 20;

export async function createBatch(
  options: SubmissionOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const parameters = parametersOf(request);
  const { submissions } = parameters;
  const list: unknown[] = Array.isArray(submissions) ? submissions : [];
  refuseSize(list.length);
  const isBase64 = isOn(parameters.base64_encoded);
  const poster = { ...options, isBase64, isWaiting: false, request };
  const answers: object[] = [];
  let posted = 0;
  for (const [nth, one] of list.entries()) {
    const given = typeof one === 'object' && one !== null ? { ...one } : {};
    const made = await postOne({ ...poster, nth }, given).catch((error: unknown) => {
      // Those before are in: whoever is told of them as of an error would never fetch them.
      if (posted === 0 || !(error instanceof AppError)) throw error;
      return { wrong: { error: [error.code === 'queue_full' ? 'queue is full' : error.message] } };
    });
    answers.push('wrong' in made ? made.wrong : made);
    if (!('wrong' in made)) posted += 1;
  }
  return reply.code(posted > 0 ? 201 : 422).send(answers);
}

export async function showBatch(
  { door, closing }: SubmissionOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { fields, isBase64 } = wantedBy(request);
  const { tokens: inHeader } = request.headers;
  const given = textOf(inHeader) ?? textOf(parametersOf(request).tokens) ?? '';
  const tokens = given.split(',').map((token) => token.trim());
  refuseSize(tokens.every((token) => token === '') ? 0 : tokens.length);
  const submissions: (object | null)[] = [];
  for (const token of tokens) {
    const told = await findTold(door, token, closing);
    const body = told === null ? null : shown(told, fields, isBase64);
    if (told !== null && body === null) return reply.code(400).send(notText('one or more submissions'));
    submissions.push(body);
  }
  return sendUnkept(reply, { submissions });
}

function refuseSize(count: number): void {
  if (count === 0) throw badRequest('there should be at least one submission in a batch');
  if (count > mostInBatch)
    throw badRequest(`number of submissions in a batch should be less than or equal to ${mostInBatch}`);
}
