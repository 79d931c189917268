// A WebSocket as the line of a session: JSON out, one after the other as the client takes them, and an end that says
// why.

import { AppError, type ErrorCode, type SessionEvent } from '@cellblock/contract';
import type { WebSocket } from '@fastify/websocket';
import { errorRows } from '../errors.js';

// What a client is given to answer a close before the connection is cut.
const lingerMs = 2000;

export type Line = {
  /** Aborts when the connection is over, for whatever reason. */
  readonly over: AbortSignal;
  /** Resolves when the client's side has taken it; rejects where the connection is over. */
  send(event: SessionEvent): Promise<void>;
  /** Says goodbye; with the error that it is for, if any. */
  close(code?: ErrorCode): void;
};

/** The line over a socket; it is cut where the client takes or says nothing for `stalledMs`. */
export function lineOver(
  socket: WebSocket,
  { stalledMs, heartbeatMs }: { stalledMs: number; heartbeatMs: number },
): Line {
  const over = new AbortController();
  let heardAt = performance.now();
  const beat = setInterval(() => {
    if (performance.now() - heardAt > stalledMs + heartbeatMs) socket.terminate();
    else socket.ping();
  }, heartbeatMs);
  socket.on('pong', () => {
    heardAt = performance.now();
  });
  socket.on('message', () => {
    heardAt = performance.now();
  });
  socket.on('close', () => {
    clearInterval(beat);
    over.abort(new Error('the session was closed'));
  });
  return {
    over: over.signal,
    send: (event) =>
      new Promise((resolve, reject) => {
        const stalled = setTimeout(() => socket.terminate(), stalledMs);
        socket.send(JSON.stringify(event), (error) => {
          clearTimeout(stalled);
          if (error === undefined || error === null) resolve();
          else reject(error);
        });
      }),
    close(code) {
      socket.close(code === undefined ? 1000 : closeCodeOf(code), code ?? '');
      const cut = setTimeout(() => socket.terminate(), lingerMs);
      socket.once('close', () => clearTimeout(cut));
    },
  };
}

/** The code of RFC 6455, 7.4.1 and its registry for an error. */
function closeCodeOf(code: ErrorCode): number {
  const { status } = errorRows[code];
  if (status === 413) return 1009;
  if (status === 503) return 1013;
  return status >= 500 ? 1011 : 1008;
}

/** What a message of the client's is made of; AppError bad_request for bytes. */
export function textOf(data: unknown, isBinary: boolean): Buffer {
  if (!isBinary && Buffer.isBuffer(data)) return data;
  throw new AppError('bad_request', { message: 'messages must be text that is JSON; send bytes as base64' });
}
