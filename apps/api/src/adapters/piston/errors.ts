// Errors as Piston's clients read them: a message, and nothing else.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { appErrorOf, errorRows } from '../../errors.js';

/** An error with a status of Piston's own. */
export class PistonError extends Error {
  override readonly name = 'PistonError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Answers with `error`; our own faults are logged with their cause, and told in our public words. */
export function sendPistonError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, message, level, cause, retryAfterSeconds } = told(error);
  const route = request.routeOptions.url;
  request.log[level]({ status, route, ...(level === 'info' ? {} : { err: cause }) }, 'request refused');
  if (retryAfterSeconds !== undefined && !reply.hasHeader('retry-after'))
    reply.header('retry-after', retryAfterSeconds);
  reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify({ message }));
}

function told(error: unknown) {
  if (error instanceof PistonError) {
    const { status, message } = error;
    return { status, message, level: 'info' as const, cause: undefined, retryAfterSeconds: undefined };
  }
  const { code, message, cause } = appErrorOf(error);
  const { status, level, retryAfterSeconds } = errorRows[code];
  return { status, message, level, cause, retryAfterSeconds };
}
