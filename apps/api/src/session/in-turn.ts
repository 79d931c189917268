// The messages of a WebSocket, one at a time.

import { AsyncResource } from 'node:async_hooks';
import type { WebSocket } from '@fastify/websocket';

/**
 * Hands each message to `take`, which doesn't reject, once it is done with the one before. No further ones are read
 * meanwhile; a few may have been read already.
 */
export function takeInTurn(
  socket: Pick<WebSocket, 'on' | 'pause' | 'resume'>,
  take: (data: unknown, isBinary: boolean) => Promise<void>,
): void {
  let waiting = 0;
  let turn = Promise.resolve();
  const hear = (data: unknown, isBinary: boolean) => {
    waiting += 1;
    socket.pause();
    turn = turn.then(async () => {
      await take(data, isBinary);
      waiting -= 1;
      if (waiting === 0) socket.resume();
    });
  };
  // Messages come on a connection that is older than the request: what comes of them belongs to the request's trace.
  socket.on('message', AsyncResource.bind(hear));
}
