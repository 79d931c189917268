// Every request goes through here: where to, with which key, and what is made of an answer that is none.

import { CellblockError, errorIn } from './error.js';
import type { ClientOptions } from './options.js';
import { newIdempotencyKey, trying } from './retry.js';

export type Request = {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  accept?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** POST alone: whether it may be sent again, under this key or one that is made for it. */
  idempotency?: { key?: string | undefined };
  /** A status that is an answer all the same. */
  alsoFine?: number;
};

/** Makes something of an answer; the signal is the request's. */
export type Reader<Answer> = (response: Response, signal?: AbortSignal) => Promise<Answer>;

export type Transport = {
  /** The answer to a request, read by `read`; CellblockError where it is a refusal or there is none. */
  ask<Answer>(request: Request, read: Reader<Answer>): Promise<Answer>;
};

/** Sends requests as `options` say; those that are safe to repeat are repeated as `options.retry` says. */
export function transportOf(options: ClientOptions): Transport {
  const { retry = { retries: 0 } } = options;
  return {
    ask: (request, read) => {
      const isPost = request.method === 'POST';
      const isSafe = !isPost || request.idempotency !== undefined;
      // Keeping an answer costs the service memory, so nothing is named that nobody would ask for again.
      const key =
        request.idempotency?.key ?? (isPost && isSafe && retry.retries > 0 ? newIdempotencyKey() : null);
      const headers = { ...request.headers, ...(key === null ? {} : { 'idempotency-key': key }) };
      const attempt = async () => read(await answered(options, { ...request, headers }), request.signal);
      return trying(attempt, { ...retry, ...(isSafe ? {} : { retries: 0 }), signal: request.signal });
    },
  };
}

async function answered(options: ClientOptions, request: Request): Promise<Response> {
  const { method, path, accept = 'application/json', body, signal, alsoFine } = request;
  const send = options.fetch ?? fetch;
  const headers: Record<string, string> = { accept, ...keyHeader(options.apiKey), ...request.headers };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const url = `${options.url.replace(/\/+$/, '')}${path}`;
  const response = await send(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw lost(error, signal, 'unreachable', `nobody answers at ${url}`);
  });
  if (response.ok || response.status === alsoFine) return response;
  throw await errorIn(response);
}

/** The header that a key is sent in. */
export const keyHeader = (apiKey: string | undefined): Record<string, string> =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

/** The answer's JSON. The service has checked it against its schemas; here it is taken at its word. */
export async function jsonOf<Answer>(response: Response, signal?: AbortSignal): Promise<Answer> {
  const text = await textOf(response, signal);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CellblockError('unexpected_answer', `${response.url} did not answer with JSON`, {
      status: response.status,
      cause,
    });
  }
}

/** The answer's text. */
export async function textOf(response: Response, signal?: AbortSignal): Promise<string> {
  return response.text().catch((error: unknown) => {
    throw lost(error, signal, 'cut_off', `the answer of ${response.url} broke off`);
  });
}

/** The answer itself, for whoever reads it as it comes. */
export const asItIs: Reader<Response> = async (response) => response;

/** The pieces of an answer as they come, as text. Whoever stops reading hangs up. */
export async function* piecesOf(response: Response, signal?: AbortSignal): AsyncGenerator<string> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        isOver = true;
        throw lost(error, signal, 'cut_off', `the answer of ${response.url} broke off`);
      });
      isOver = done;
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    if (!isOver) await reader.cancel().catch(() => {});
  }
}

// Whoever aborts gets their own reason back, as from fetch.
function lost(error: unknown, signal: AbortSignal | undefined, code: string, what: string): unknown {
  if (signal?.aborted) return signal.reason;
  const isAbort = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  if (isAbort) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
  return new CellblockError(code, `${what}${why}`, { cause: error });
}
