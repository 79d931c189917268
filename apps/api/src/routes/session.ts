// GET /session: a WebSocket on which a program is started and typed into while it runs.

import { SessionEvent, SessionInput, SessionStart } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import { callerOf } from '../caller.js';
import type { About } from '../description/about.js';
import type { App } from '../server.js';
import { serveSession } from '../session/session.js';
import { addSockets, type Places } from '../session/sockets.js';

const about: About = {
  summary: 'A WebSocket to a program while it runs',
  description:
    'Each message is JSON text. The first is a SessionStart, every further one a SessionInput; the server sends SessionEvents. The session is over when the program is, and the program when the connection is. A message that is refused is told as an `error` event, and the connection closed: 1008 for what the client did, 1009 for too much, 1011 and 1013 for us. Pages of other origins are refused unless CORS lets them in; a page sends its API key as the name of a subprotocol.',
  tag: 'Running',
  errors: ['busy'],
  messages: { client: [SessionStart, SessionInput], server: [SessionEvent] },
};

type Options = {
  door: Door;
  closing: AbortSignal;
  places: Places;
  corsOrigins: readonly string[];
  stalledMs: number;
  heartbeatMs: number;
};

/** Adds GET /session; its connections are closed when `closing` aborts. */
export function addSession(app: App, { places, corsOrigins, ...options }: Options): Promise<void> {
  return addSockets(app, {
    ...{ paths: ['/session'], about, places, corsOrigins },
    serve: (socket, request) =>
      serveSession(socket, { ...options, caller: callerOf(request), log: request.log }),
  });
}
