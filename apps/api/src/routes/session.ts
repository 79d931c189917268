// GET /session: a WebSocket on which a program is started and typed into while it runs.

import {
  AppError,
  ErrorReply,
  SessionEvent,
  SessionInput,
  SessionStart,
  sessionBounds,
} from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import websocket from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../caller.js';
import type { About } from '../description/about.js';
import { upgradesTo } from '../plugins/upgrades.js';
import type { App } from '../server.js';
import { serveSession } from '../session/session.js';

const path = '/session';
const lingerMs = 2000;

const about: About = {
  summary: 'A WebSocket to a program while it runs',
  description:
    'Each message is JSON text. The first is a SessionStart, every further one a SessionInput; the server sends SessionEvents. The session is over when the program is, and the program when the connection is. A message that is refused is told as an `error` event, and the connection closed: 1008 for what the client did, 1009 for too much, 1011 and 1013 for us. Pages of other origins are refused unless CORS lets them in.',
  tag: 'Running',
  errors: ['forbidden', 'busy'],
  messages: { client: [SessionStart, SessionInput], server: [SessionEvent] },
};

type Options = {
  door: Door;
  closing: AbortSignal;
  corsOrigins: readonly string[];
  stalledMs: number;
  heartbeatMs: number;
};

/** Adds GET /session; its connections are closed when `closing` aborts. */
export async function addSession(app: App, { corsOrigins, ...options }: Options): Promise<void> {
  let sessions = 0;
  // In a scope of its own, as the library takes over every route of the scope that it is in.
  await app.register(async (scope: App) => {
    await scope.register(websocket, {
      options: {
        server: upgradesTo(app, path) as never,
        maxPayload: sessionBounds.messageBytes.maximum,
        skipUTF8Validation: false,
      },
      // The sessions close their sockets themselves.
      preClose: (done: () => void) => done(),
      errorHandler: (error, socket, request) => {
        request.log.info({ reason: error.message }, 'session broken off');
        // The library closes it and reads on for a while: whoever still sends is to learn why.
        setTimeout(() => socket.terminate(), lingerMs).unref();
      },
    });
    scope.route({
      method: 'GET',
      url: path,
      config: { about },
      schema: { response: { 101: Switched, default: ErrorReply } },
      onRequest: async (request) => {
        refuseOtherOrigins(request, corsOrigins);
        if (sessions >= sessionBounds.sessions.maximum) {
          throw new AppError('busy', { message: 'too many sessions are open; try again later' });
        }
      },
      // A request that was refused has no connection any more that could carry another one.
      onResponse: async ({ raw }) => {
        if (raw.headers.upgrade !== undefined) raw.socket.destroySoon();
      },
      handler: async () => {
        throw new AppError('bad_request', {
          field: 'upgrade',
          message:
            'this is a WebSocket; ask for it with the headers of RFC 6455, upgrade: websocket among them',
        });
      },
      wsHandler: (socket, request) => {
        sessions += 1;
        socket.once('close', () => {
          sessions -= 1;
        });
        serveSession(socket, { ...options, caller: callerOf(request), log: request.log });
      },
    });
  });
}

const Switched = z.null().meta({ description: 'The connection is a WebSocket from here on.' });

// Any page may open a WebSocket to anywhere, whatever CORS says; but its browser says whose page it is.
function refuseOtherOrigins({ headers: { origin, host } }: FastifyRequest, allowed: readonly string[]): void {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new AppError('forbidden', {
    field: 'origin',
    message: 'pages of this origin may not open sessions; CELLBLOCK_CORS_ORIGINS lets them in',
  });
}
