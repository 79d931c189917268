// The one table of request errors, and the error that carries a row of it.

import { z } from 'zod';

/** Code and public message of everything that can be wrong with a request, or with us while serving it. */
export const errorMessages = {
  bad_request: 'the request is malformed',
  invalid_field: 'a field of the request is invalid',
  unauthorized: 'an API key is needed',
  forbidden: 'this is not allowed',
  not_found: 'there is nothing here',
  method_not_allowed: 'this method is not allowed here',
  conflict: 'the request conflicts with an earlier one',
  too_large: 'the request is too large',
  headers_too_large: 'the headers of the request are too large',
  unsupported_media_type:
    "this content type is not supported; send application/json or text/x-c, the latter where a path takes a bare source: curl -H 'content-type: text/x-c'",
  too_many_requests: 'too many requests',
  request_timeout: 'the request took too long to arrive',
  queue_full: 'too many jobs are waiting; try again later',
  paste_store_full: 'the paste store is full; nothing old is thrown away, so ask the operator for room',
  results_full:
    'the results that are kept of posted jobs fill the memory that they may take; try again later',
  queue_unavailable: 'the queue cannot be reached; try again later',
  storage_unavailable: 'the service can store nothing new at the moment; try again later',
  no_worker: 'no worker took the job in time; it was withdrawn',
  worker_failed: 'the worker was lost while running this; it is safe to try again',
  busy: 'too many large requests are being served; try again later',
  shutting_down: 'the service is shutting down; try again later',
  internal: 'something went wrong on our side',
} as const;
export type ErrorCode = keyof typeof errorMessages;

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorMessages, code);

export const ErrorReply = z
  .strictObject({
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      field: z.string().optional(),
      requestId: z.string(),
    }),
  })
  .meta({ id: 'ErrorReply', description: 'Why a request was refused.' });
export type ErrorReply = z.infer<typeof ErrorReply>;

type Details = { field?: string; message?: string; cause?: unknown; retryInMs?: number };

/** An error with a row in `errorMessages`; `message` may say more than the row, `cause` is for the log alone. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly field: string | undefined;
  /** When to try again, where more is known of it than the code says. */
  readonly retryInMs: number | undefined;

  constructor(code: ErrorCode, details: Details = {}) {
    super(details.message ?? errorMessages[code], { cause: details.cause });
    this.code = code;
    this.field = details.field;
    this.retryInMs = details.retryInMs;
  }
}
