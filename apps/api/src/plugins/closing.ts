// Shutting down: who is being served gets the answer, who comes now is sent elsewhere.

import { AppError } from '@cellblock/contract';
import type { App } from '../server.js';

/** Once app.close() is called, refuses further requests with 503 and ends each connection after its answer. */
export function refuseWhenClosing(app: App): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onRequest', async () => {
    if (isClosing) throw new AppError('shutting_down');
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
}
