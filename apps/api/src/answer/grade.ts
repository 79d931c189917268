// A graded submission in the form that the client prefers.

import type { Readable } from 'node:stream';
import type { GradeResult } from '@cellblock/contract';
import { csvOf, junitOf } from '@cellblock/grade';
import type { FastifyReply } from 'fastify';
import { mediaTypeOf } from './accept.js';

/** The forms besides JSON, and the media types that they come as. */
export const gradeForms = ['junit', 'csv'] as const;
export const gradeTypes = {
  'application/xml': 'JUnit XML: a case for each test.',
  'text/xml': 'The same.',
  'text/csv': 'A line for each test, under a header.',
};

type Answer = {
  result: GradeResult;
  /** What JSON says of it. */
  json: () => string | Readable;
};

/** Sends the result in this form. */
export function sendGrade(
  form: 'json' | (typeof gradeForms)[number],
  reply: FastifyReply,
  { result, json }: Answer,
): FastifyReply {
  reply.header('cellblock-id', result.id).header('cellblock-verdict', result.verdict);
  switch (form) {
    case 'json':
      return reply.type('application/json; charset=utf-8').send(json());
    case 'junit':
      return reply
        .type(`${mediaTypeOf('junit', reply.request.headers.accept)}; charset=utf-8`)
        .send(junitOf(result));
    case 'csv':
      return reply.type('text/csv; charset=utf-8; header=present').send(csvOf(result));
  }
}
