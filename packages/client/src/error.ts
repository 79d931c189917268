// What went wrong with a request, as one error that carries what the service said.

import type { ErrorCode, ErrorReply } from '@cellblock/contract';

type Details = {
  field?: string | undefined;
  requestId?: string | undefined;
  status?: number | undefined;
  retryAfterS?: number | undefined;
  cause?: unknown;
};

/**
 * A request that was refused or not answered. `code` is the service's own, or `unreachable` (nobody answered), `cut_off`
 * (the answer broke off) or `unexpected_answer` (what answered is not Cellblock).
 */
export class CellblockError extends Error {
  override readonly name = 'CellblockError';
  readonly code: ErrorCode | 'unreachable' | 'cut_off' | 'unexpected_answer' | (string & {});
  /** The field of the request that is wrong. */
  readonly field: string | undefined;
  /** What the service's log knows the request by. */
  readonly requestId: string | undefined;
  /** The HTTP status; undefined where there was no answer, and in a session. */
  readonly status: number | undefined;
  /** After how many seconds it is worth trying again, where the service said so. */
  readonly retryAfterS: number | undefined;

  constructor(code: string, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.field = details.field;
    this.requestId = details.requestId;
    this.status = details.status;
    this.retryAfterS = details.retryAfterS;
  }
}

/** The error that an answer other than 2xx is. Reads its body. */
export async function errorIn(response: Response): Promise<CellblockError> {
  const { status, headers } = response;
  const told = toldIn(await response.text().catch(() => ''));
  const details = { status, retryAfterS: retryAfterIn(headers), requestId: headers.get('x-request-id') };
  if (told === null) {
    const message = `${response.url} answered with ${status}, and not as Cellblock does`;
    return new CellblockError('unexpected_answer', message, { ...details, requestId: undefined });
  }
  const { code, message, field, requestId } = told;
  return new CellblockError(code, message, { ...details, field, requestId });
}

function toldIn(text: string): ErrorReply['error'] | null {
  const body = jsonIn(text);
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  return isTold(error) ? error : null;
}

const isTold = (error: unknown): error is ErrorReply['error'] =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  'message' in error &&
  typeof error.message === 'string';

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Cellblock says seconds; a proxy in between may say a date.
function retryAfterIn(headers: Headers): number | undefined {
  const given = headers.get('retry-after');
  if (given === null) return undefined;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  const ms = Date.parse(given) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.ceil(ms / 1000));
}
