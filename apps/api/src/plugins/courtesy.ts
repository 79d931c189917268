// What every request gets and every request must bring, whatever its route.

import { AppError } from '@cellblock/contract';
import type { App } from '../server.js';

/** Gives every answer its request id, forbids sniffing, and refuses encoded bodies and requests without Host. */
export function addCourtesy(app: App): void {
  app.addHook('onRequest', async ({ id, headers, raw }, reply) => {
    reply.header('x-request-id', id).header('x-content-type-options', 'nosniff');
    if (headers.host === undefined && raw.httpVersion === '1.1') {
      throw new AppError('bad_request', { field: 'host', message: 'the header host is required' });
    }
    // Of several node takes the first, and whoever passed the request on may have taken another (RFC 9112, section 3.2).
    if (raw.rawHeaders.filter((word, index) => index % 2 === 0 && /^host$/i.test(word)).length > 1) {
      throw new AppError('bad_request', { field: 'host', message: 'the header host may be there once' });
    }
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
      throw new AppError('unsupported_media_type', {
        field: 'content-encoding',
        message: 'encoded bodies are not supported; send the body as it is, without content-encoding',
      });
    }
  });

  // fastify closes the connection when a body is refused; errors.ts says why we don't.
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode >= 400) reply.removeHeader('connection');
  });
}
