// An outcome in the form that the client prefers.

import type { Readable } from 'node:stream';
import type { Outcome } from '@cellblock/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Form, streamWanted } from './accept.js';
import { plainBody, plainHeaders } from './plain.js';
import { rawBody, rawHeaders } from './raw.js';

type Answer = {
  outcome: Outcome;
  /** What JSON says of it. */
  json: () => string | Readable;
};

/** Sends the outcome in this form. */
export function sendAs(
  form: Extract<Form, 'json' | 'plain' | 'raw'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { outcome, json }: Answer,
): FastifyReply {
  switch (form) {
    case 'json':
      return reply.type('application/json; charset=utf-8').send(json());
    case 'plain':
      return reply.type('text/plain; charset=utf-8').headers(plainHeaders(outcome)).send(plainBody(outcome));
    case 'raw':
      return reply
        .type('application/octet-stream')
        .headers(rawHeaders(outcome))
        .send(rawBody(outcome, streamWanted(request.headers.accept)));
  }
}
