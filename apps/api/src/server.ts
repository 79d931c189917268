// The HTTP server below the routes: how long a client may take, how much it may send before we look at it, and what
// it is told when not even a request came of it.

import { randomUUID } from 'node:crypto';
import { type IncomingMessage, METHODS, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '@cellblock/contract';
import { isLoopback } from '@cellblock/runtime';
import { fastify, LogController } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { homeOf } from './address.js';
import { appErrorOf, errorReply, errorRows, sendError } from './errors.js';

/** How long a client may take, in milliseconds. */
export type Timeouts = {
  /** for the headers, or to send anything at all on a new connection */
  headersMs: number;
  /** for the whole request */
  requestMs: number;
  /** between two requests on one connection */
  keepAliveMs: number;
  /** without taking any of an answer that is being sent */
  stalledMs: number;
  /** how often the first two are looked at */
  checkMs: number;
};

export const defaultTimeouts: Timeouts = {
  headersMs: 10_000,
  requestMs: 60_000,
  keepAliveMs: 30_000,
  stalledMs: 30_000,
  checkMs: 1_000,
};

const lingerMs = 2_000;

/** A server without routes; proxies' headers are not trusted and clients don't choose request ids. */
export function createServer(log: Logger, { headersMs, requestMs, keepAliveMs, checkMs }: Timeouts) {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    bodyLimit: 64 * 1024,
    routerOptions: { ignoreTrailingSlash: true },
    rewriteUrl: urlWithKnownMethod,
    http: {
      headersTimeout: headersMs,
      connectionsCheckingInterval: checkMs,
      requireHostHeader: false, // the plugin `courtesy` asks for it, with an answer that says so
    },
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    return503OnClosing: false, // the plugin `closing` answers in our own form
    frameworkErrors: sendError,
    clientErrorHandler: (error, socket) => answerClientError(log, error, socket),
  }).withTypeProvider<ZodTypeProvider>();
  // Node would answer an Expect that it doesn't know with a bare 417; one may as well be ignored (RFC 9110, 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  return app;
}

export type App = ReturnType<typeof createServer>;

const knownMethods = new Set<string | undefined>(METHODS);

// Node's parser also takes the methods of RTSP, which node does not list; fastify has no place for them and takes such
// a request for a mistake of its own. To the routes it is one with a method that no path takes.
function urlWithKnownMethod(request: IncomingMessage): string {
  if (!knownMethods.has(request.method)) request.method = 'TRACE';
  return request.url ?? '/';
}

// The client left, before or in the middle of a request.
const isGone = new Set<string | undefined>(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);

// The parser gave up, so there is no request and no reply: the answer is written by hand. The connection lingers for
// a moment, because closing it on unread bytes makes the kernel reset it, and the client may lose the answer.
function answerClientError(log: Logger, error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  if (isGone.has(error.code)) {
    socket.destroy();
    return;
  }
  const known = appErrorOf(error);
  const appError = known.code === 'internal' ? new AppError('bad_request', { cause: error }) : known;
  const { status } = errorRows[appError.code];
  const requestId = randomUUID();
  const { remoteAddress: ip } = socket;
  const from = ip === undefined || isLoopback(ip) ? {} : { address: homeOf(ip) };
  log.info({ requestId, code: appError.code, status, reason: error.code, ...from }, 'request refused');
  const body = JSON.stringify(errorReply(appError, requestId));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      'x-content-type-options: nosniff',
      `x-request-id: ${requestId}`,
      '',
      body,
    ].join('\r\n'),
  );
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
