// DELETE /submissions/:token: tells a submission a last time, and forgets it.

import type { FastifyRequest } from 'fastify';
import { shown } from '../fields.js';
import { statuses } from '../statuses.js';
import { findTold } from '../told.js';
import type { SubmissionOptions, Token } from './options.js';
import { badRequest, notThere } from './refusals.js';
import { wantedBy } from './wanted.js';

export async function remove(
  { door, closing }: SubmissionOptions,
  request: FastifyRequest<Token>,
): Promise<unknown> {
  const { fields } = wantedBy(request);
  const { token } = request.params;
  const told = await findTold(door, token, closing);
  if (told === null) throw notThere();
  const { status_id: id } = told;
  if (id === 1 || id === 2) {
    throw badRequest(`submission cannot be deleted because its status is ${id} (${statuses[id]})`);
  }
  await door.forget(token);
  request.log.info({ id: token }, 'job forgotten');
  // What is gone can't be asked for in another form.
  return shown(told, fields, true);
}
