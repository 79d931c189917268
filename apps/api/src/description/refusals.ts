// Which errors a route may answer with: a row an error, told from what kind of route it is.

import { type ErrorCode, errorMessages } from '@cellblock/contract';
import { errorReply, errorRows } from '../errors.js';
import type { Json } from './schemas.js';

export type Answer = { description: string; headers?: Json; content?: Record<string, Json> };

export type RouteFacts = {
  access: 'public' | 'operator' | undefined;
  /** Whether requests are counted by address also where they are anybody's. */
  isRated: boolean;
  isPost: boolean;
  hasBody: boolean;
  /** Whether anything in its path or query can be wrong. */
  hasParameters: boolean;
  hasPathParameters: boolean;
  own: readonly ErrorCode[];
};

const always = () => true;
const forCallers = ({ access }: RouteFacts) => access !== 'public';
const rated = (route: RouteFacts) => forCallers(route) || route.isRated;
const queued = ({ access, isPost }: RouteFacts) => access === undefined && isPost;

const rows: [code: ErrorCode, when: (route: RouteFacts) => boolean][] = [
  ['bad_request', always],
  ['invalid_field', ({ hasBody, hasParameters }) => hasBody || hasParameters],
  ['unauthorized', forCallers],
  ['forbidden', forCallers],
  ['not_found', ({ hasPathParameters }) => hasPathParameters],
  ['conflict', queued],
  ['too_large', ({ hasBody }) => hasBody],
  ['unsupported_media_type', always],
  ['too_many_requests', rated],
  ['internal', always],
  ['busy', ({ hasBody }) => hasBody],
  ['queue_full', queued],
  ['results_full', queued],
  ['queue_unavailable', forCallers],
  ['storage_unavailable', forCallers],
  ['no_worker', queued],
  ['worker_failed', queued],
  ['shutting_down', always],
];

/** The errors that such a route may answer with. */
export const refusalsOf = (route: RouteFacts): ErrorCode[] =>
  rows.filter(([code, when]) => when(route) || route.own.includes(code)).map(([code]) => code);

/** The answers that say so, by status, each with an example of every error. `schema` is that of their body. */
export function refusalAnswers(route: RouteFacts, schema: Json): Record<string, Answer> {
  const refusals = refusalsOf(route);
  const statuses = [...new Set(refusals.map((code) => errorRows[code].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = refusals.filter((code) => errorRows[code].status === status);
      const answer = {
        description: codes.map((code) => `${code}: ${errorMessages[code]}`).join('; '),
        headers: headersOf(codes),
        content: {
          'application/json': {
            schema,
            examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
          },
        },
      };
      return [status, answer];
    }),
  );
}

const exampleOf = (code: ErrorCode) =>
  errorReply(
    { code, message: errorMessages[code], field: undefined },
    'c6939f2c-0601-4b2b-89ed-e915642c1a37',
  );

const requestId = { description: 'The id of the request, for the operator.', schema: { type: 'string' } };
const retryAfter = { description: 'Seconds after which to try again.', schema: { type: 'integer' } };

const headersOf = (codes: readonly ErrorCode[]): Json => ({
  'x-request-id': requestId,
  ...(codes.some((code) => errorRows[code].retryAfterSeconds !== undefined)
    ? { 'retry-after': retryAfter }
    : {}),
});
