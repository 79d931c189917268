// Routes that are WebSockets: who may open one, how many there may be, and what is said to a request that asks for none.

import { AppError, ErrorReply, sessionBounds } from '@cellblock/contract';
import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { anonymous, type Caller, callerOf } from '../caller.js';
import type { About } from '../description/about.js';
import { refuseOtherOrigins } from '../origin.js';
import { upgradesTo } from '../plugins/upgrades.js';
import type { App } from '../server.js';
import { AttentiveSocket } from './attentive-socket.js';

const lingerMs = 2000;

/** The sessions that are open on all routes together: how many, and of whom; those of this machine's own are not told apart. */
export type Places = { open: number; openOf: Map<string, number> };

// One caller's share of the places, so that nobody can take them all and keep the others out.
const mostOfOne = sessionBounds.sessions.maximum / 2;

type Options = {
  paths: readonly string[];
  about: About;
  places: Places;
  /** Web pages that may open one, besides those of this host. */
  corsOrigins: readonly string[];
  serve: (socket: WebSocket, request: FastifyRequest) => void;
};

/** Adds GET for these paths, as WebSockets that `serve` serves. */
export async function addSockets(
  app: App,
  { paths, about, places, corsOrigins, serve }: Options,
): Promise<void> {
  // In a scope of its own, as the library takes over every route of the scope that it is in.
  await app.register(async (scope: App) => {
    await scope.register(websocket, {
      options: {
        server: upgradesTo(app, paths) as never,
        maxPayload: sessionBounds.messageBytes.maximum,
        WebSocket: AttentiveSocket as never,
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
    for (const url of paths) {
      scope.route({
        method: 'GET',
        url,
        // A browser can send no header of its own choice here but this one.
        config: { about, keyHeader: 'sec-websocket-protocol' },
        schema: { response: { 101: Switched, default: ErrorReply } },
        onRequest: async (request, reply) => {
          // Any page may open a WebSocket to anywhere, whatever CORS says.
          refuseOtherOrigins(request, corsOrigins);
          refuseBrokenHandshake(request, reply);
          refuseWithoutPlace(places, callerOf(request));
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
          const { owner } = callerOf(request);
          const count = (one: 1 | -1) => {
            places.open += one;
            const own = (places.openOf.get(owner) ?? 0) + one;
            if (own === 0) places.openOf.delete(owner);
            else places.openOf.set(owner, own);
          };
          count(1);
          socket.once('close', () => count(-1));
          serve(socket, request);
        },
      });
    }
  });
}

function refuseWithoutPlace({ open, openOf }: Places, caller: Caller): void {
  if (open >= sessionBounds.sessions.maximum)
    throw new AppError('busy', { message: 'too many sessions are open; try again later' });
  if (caller !== anonymous && (openOf.get(caller.owner) ?? 0) >= mostOfOne)
    throw new AppError('busy', {
      message: `${mostOfOne} sessions of yours are open, which is the most; end some`,
    });
}

const Switched = z.null().meta({ description: 'The connection is a WebSocket from here on.' });

// The library refuses these too, but not in the form of all other refusals.
function refuseBrokenHandshake({ raw: { headers } }: FastifyRequest, reply: FastifyReply): void {
  if (headers.upgrade === undefined) return;
  const { 'sec-websocket-version': version, 'sec-websocket-key': key = '' } = headers;
  if (Number(version) !== 13 && Number(version) !== 8) {
    reply.header('sec-websocket-version', '13, 8');
    throw wrongHeader('sec-websocket-version', '13');
  }
  if (!/^[A-Za-z0-9+/]{22}==$/.test(key)) throw wrongHeader('sec-websocket-key', '16 bytes in base64');
}

const wrongHeader = (field: string, wanted: string) =>
  new AppError('invalid_field', { field, message: `the header ${field} must be ${wanted}` });
