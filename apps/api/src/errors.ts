// What a refused request is answered with: one row a code, and the row that every other error falls into.

import { finished } from 'node:stream';
import { AppError, type ErrorCode, type ErrorReply } from '@cellblock/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';

// Levels: error wakes someone, warn is load or loss that we coped with, info is the client's own doing.
type Row = { status: number; level: 'info' | 'warn' | 'error'; retryAfterSeconds?: number };

/** The one table from error code to HTTP status. */
export const errorRows: Record<ErrorCode, Row> = {
  bad_request: { status: 400, level: 'info' },
  invalid_field: { status: 400, level: 'info' },
  unauthorized: { status: 401, level: 'info' },
  forbidden: { status: 403, level: 'info' },
  not_found: { status: 404, level: 'info' },
  method_not_allowed: { status: 405, level: 'info' },
  request_timeout: { status: 408, level: 'info' },
  conflict: { status: 409, level: 'info' },
  too_large: { status: 413, level: 'info' },
  unsupported_media_type: { status: 415, level: 'info' },
  too_many_requests: { status: 429, level: 'info', retryAfterSeconds: 1 },
  headers_too_large: { status: 431, level: 'info' },
  internal: { status: 500, level: 'error' },
  paste_store_full: { status: 503, level: 'warn', retryAfterSeconds: 3600 },
  queue_full: { status: 503, level: 'warn', retryAfterSeconds: 5 },
  results_full: { status: 503, level: 'warn', retryAfterSeconds: 60 },
  busy: { status: 503, level: 'warn', retryAfterSeconds: 5 },
  queue_unavailable: { status: 503, level: 'error', retryAfterSeconds: 5 },
  storage_unavailable: { status: 503, level: 'error', retryAfterSeconds: 30 },
  no_worker: { status: 503, level: 'error', retryAfterSeconds: 10 },
  worker_failed: { status: 503, level: 'error', retryAfterSeconds: 1 },
  shutting_down: { status: 503, level: 'info', retryAfterSeconds: 5 },
};

// Errors that fastify and node:http raise themselves, by their `code`.
const foreignCodes: Record<string, ErrorCode> = {
  FST_ERR_BAD_URL: 'bad_request',
  FST_ERR_INVALID_URL: 'bad_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too_large',
};

/** The AppError that `error` amounts to; what we don't know is `internal`, with the error as its cause. */
export function appErrorOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? foreignCodes[String(error.code)] : undefined;
  return new AppError(code ?? 'internal', { cause: error });
}

/** The body that tells a client about `error`. The cause stays here. */
export function errorReply(
  { code, message, field }: Pick<AppError, 'code' | 'message' | 'field'>,
  requestId: string,
): ErrorReply {
  return { error: { code, message, ...(field === undefined ? {} : { field }), requestId } };
}

/** How an error is told; `status` is the table's where it is left out. */
export type ErrorForm = (error: AppError, request: FastifyRequest) => { status?: number; body: unknown };

const ownForm: ErrorForm = (error, { id }) => ({ body: errorReply(error, id) });

/** Answers with an error. */
export type ErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Answers with `error` and logs it: our own faults with their cause, a client's without anything it sent. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  sendErrorAs(ownForm, error, request, reply);
}

/** The same in another form, for clients of another service. */
export function sendErrorAs(
  form: ErrorForm,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const appError = isHangUp(error, reply) ? hungUp : appErrorOf(error);
  const { status, body: told } = form(appError, request);
  // As text, since a route may have another schema for its answers of the same status.
  const body = JSON.stringify(told);
  refuse(appError, request, reply, {
    ...(status === undefined ? {} : { status }),
    answer: () => reply.type('application/json; charset=utf-8').send(body),
  });
}

const hungUp = new AppError('bad_request', { message: 'the connection ended' });

/** Whether this is only that the client was gone before the first piece of its answer was there. */
const isHangUp = (error: unknown, { raw }: FastifyReply): boolean =>
  raw.destroyed && error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

type Refusal = { status?: number; answer: () => void };

/** Logs a refusal, sets what is in the head of every answer to one, and has it answered when it will be heard. */
export function refuse(
  { code, cause, retryInMs }: AppError,
  request: FastifyRequest,
  reply: FastifyReply,
  { status: given, answer }: Refusal,
): void {
  const { status: usual, level, retryAfterSeconds: usualSeconds } = errorRows[code];
  const status = given ?? usual;
  const retryAfterSeconds = secondsOf(retryInMs) ?? usualSeconds;
  const route = request.routeOptions.url;
  request.log[level]({ code, status, route, ...(level === 'info' ? {} : { err: cause }) }, 'request refused');
  reply.code(status).header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  const knowsBetter = reply.hasHeader('retry-after');
  if (retryAfterSeconds !== undefined && !knowsBetter) reply.header('retry-after', retryAfterSeconds);
  whenHeard(request, reply, answer);
}

// A moment that has nearly come is a second away, and nobody is sent away for longer than an hour.
const secondsOf = (ms: number | undefined) =>
  ms === undefined ? undefined : Math.min(3600, Math.max(1, Math.ceil(ms / 1000)));

// Many clients send all of their body before they read, and a connection that is closed on unread bytes is reset, so
// they never see why they were refused. Node reads and drops the rest where the connection stays open; where the
// client asked for its end, the rest is dropped here first, within the request's time.
function whenHeard({ raw }: FastifyRequest, reply: FastifyReply, answer: () => void): void {
  if (raw.complete || reply.raw.shouldKeepAlive) answer();
  else finished(raw.resume(), answer);
}
