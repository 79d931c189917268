// Requests that a client sends on one connection before it has the answers to those before them.
//
// Node reads on as long as nothing waits to be written, so of requests that wait themselves it takes any number. Each
// holds memory and listens to the same socket, so that their end takes a time that grows with the square of their count.

import type { Socket } from 'node:net';
import { AppError } from '@cellblock/contract';
import type { App } from '../server.js';

/** More than any client has on its way that waits for answers at all. */
const mostUnanswered = 100;

/** Refuses requests that come while so many on their connection are unanswered; the answers to those make node stop reading. */
export function boundPipelines(app: App): void {
  const unanswered = new WeakMap<Socket, number>();
  const count = (socket: Socket, one: 1 | -1) => unanswered.set(socket, (unanswered.get(socket) ?? 0) + one);
  app.addHook('onRequest', async ({ raw: { socket } }, reply) => {
    if ((unanswered.get(socket) ?? 0) >= mostUnanswered) {
      throw new AppError('too_many_requests', {
        message: `too many requests: at most ${mostUnanswered} on one connection may be unanswered`,
      });
    }
    count(socket, 1);
    reply.raw.once('close', () => count(socket, -1));
  });
}
