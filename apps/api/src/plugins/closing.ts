// Shutting down: who is being served gets the answer, who comes now is sent elsewhere.

import { setMaxListeners } from 'node:events';
import { AppError } from '@cellblock/contract';
import type { App } from '../server.js';

/**
 * Once app.close() is called, refuses further requests with 503 and ends each connection after its answer. The signal
 * aborts then, for answers that would go on for long and that a client can have elsewhere.
 */
export function refuseWhenClosing(app: App): AbortSignal {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    closing.abort(new AppError('shutting_down'));
  });
  app.addHook('onRequest', async () => {
    if (isClosing) throw new AppError('shutting_down');
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
  return closing.signal;
}
