// When a request and its answer are over: answered, or the client gone.

import { setMaxListeners } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls `over` once, when the answer has been written out or the connection is closed before that; at once where that
 * has happened. The socket has to be watched too: of requests pipelined behind an unanswered one the response never
 * hears that the socket closed.
 */
export function whenOver(
  { raw: { socket } }: FastifyRequest,
  { raw: response }: FastifyReply,
  over: (isAnswered: boolean) => void,
): void {
  const end = () => {
    socket.off('close', end);
    response.off('close', end);
    over(response.writableFinished);
  };
  if (socket.destroyed || response.closed) {
    end();
    return;
  }
  // As many as requests are pipelined on it, and as each has things to give back.
  setMaxListeners(0, socket, response);
  socket.once('close', end);
  response.once('close', end);
}

/** A signal that aborts when the client hangs up before it is answered, and with `closing`, where that is given. */
export function hangUpSignal(
  request: FastifyRequest,
  reply: FastifyReply,
  closing?: AbortSignal,
): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // one for each job of a batch
  const end = () => controller.abort(closing?.reason);
  closing?.addEventListener('abort', end);
  whenOver(request, reply, (isAnswered) => {
    closing?.removeEventListener('abort', end);
    if (!isAnswered) controller.abort(new Error('the client hung up'));
  });
  if (closing?.aborted === true) end();
  return controller.signal;
}
