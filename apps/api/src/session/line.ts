// A WebSocket as a line on which messages go out as JSON, one after the other as the client takes them.

import { AppError } from '@cellblock/contract';
import type { WebSocket } from '@fastify/websocket';

// What a client is given to answer a close before the connection is cut.
const lingerMs = 2000;

export type Line<Message> = {
  /** Aborts when the connection is over, for whatever reason. */
  readonly over: AbortSignal;
  /** Resolves when the client's side has taken it; rejects where the connection is over. */
  send(message: Message): Promise<void>;
  /** Says goodbye, with a code of RFC 6455, 7.4, and a word. */
  close(code: number, reason?: string): void;
};

/** The line over a socket; it is cut where the client takes or says nothing for `stalledMs`. */
export function lineOver<Message>(
  socket: WebSocket,
  { stalledMs, heartbeatMs }: { stalledMs: number; heartbeatMs: number },
): Line<Message> {
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
  const hangUp = () => over.abort(new Error('the session was closed'));
  socket.on('close', () => {
    clearInterval(beat);
    hangUp();
  });
  return {
    over: over.signal,
    send: (message) =>
      new Promise((resolve, reject) => {
        const stalled = setTimeout(() => socket.terminate(), stalledMs);
        socket.send(JSON.stringify(message), (error) => {
          clearTimeout(stalled);
          if (error === undefined || error === null) return resolve();
          // The client has said goodbye, and its connection is not closed yet.
          hangUp();
          reject(error);
        });
      }),
    close(code, reason = '') {
      socket.close(code, reason);
      const cut = setTimeout(() => socket.terminate(), lingerMs);
      socket.once('close', () => clearTimeout(cut));
    },
  };
}

/** What a message of the client's is made of; AppError bad_request for bytes. */
export function textOf(data: unknown, isBinary: boolean): Buffer {
  if (!isBinary && Buffer.isBuffer(data)) return data;
  throw new AppError('bad_request', { message: 'messages must be text that is JSON; send bytes as base64' });
}
