// GET /submissions: the submissions that are kept, of everybody, a page at a time.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendUnkept } from '../../../answer/json.js';
import { shown } from '../fields.js';
import { parametersOf, textOf } from '../parameters.js';
import { findTold } from '../told.js';
import type { SubmissionOptions } from './options.js';
import { badRequest, notText } from './refusals.js';
import { wantedBy } from './wanted.js';

const usualPage = 20;
const longestPage = 100;

export async function list(
  { door, closing }: SubmissionOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { fields, isBase64 } = wantedBy(request);
  const { page, perPage } = pageOf(request);
  const tokens = await door.noted();
  const submissions: object[] = [];
  for (const token of tokens.slice((page - 1) * perPage, page * perPage)) {
    const told = await findTold(door, token, closing);
    if (told === null) continue;
    const body = shown(told, fields, isBase64);
    if (body === null) return reply.code(400).send(notText('one or more submissions'));
    submissions.push(body);
  }
  const pages = perPage === 0 ? 0 : Math.ceil(tokens.length / perPage);
  const meta = {
    current_page: page,
    next_page: page < pages ? page + 1 : null,
    prev_page: page > 1 ? page - 1 : null,
    total_pages: pages,
    total_count: tokens.length,
  };
  return sendUnkept(reply, { submissions, meta });
}

function pageOf(request: FastifyRequest): { page: number; perPage: number } {
  const parameters = parametersOf(request);
  const page = wholeIn(parameters.page, 1);
  const perPage = wholeIn(parameters.per_page, usualPage);
  if (page <= 0) throw badRequest(`invalid page: ${page}`);
  if (perPage < 0) throw badRequest(`invalid per_page: ${perPage}`);
  return { page, perPage: Math.min(perPage, longestPage) };
}

// What is no number is 0, as Ruby reads it.
function wholeIn(value: unknown, usual: number): number {
  const text = textOf(value);
  if (text === null) return usual;
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) ? number : 0;
}
