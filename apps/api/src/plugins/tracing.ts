// A span for each request, below the caller's own where it sent a traceparent.

import type { Tracer } from '@cellblock/runtime';
import { whenOver } from '../exchange.js';
import type { App } from '../server.js';

/** Traces every request; what comes of it takes the trace along. */
export function traceRequests(app: App, tracer: Tracer): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions, headers } = request;
    const { traceparent } = headers;
    const { url = 'none' } = routeOptions;
    const parent = typeof traceparent === 'string' ? traceparent : undefined;
    const attributes = { 'http.request.method': method, 'http.route': url };
    tracer.within(`${method} ${url}`, { kind: 'server', parent, attributes }, (span) => {
      // A session has no answer that could end; its connection does.
      whenOver(request, reply, () => {
        const statusCode = request.ws ? 101 : reply.statusCode;
        const attributes = { 'http.response.status_code': statusCode, 'cellblock.request': request.id };
        span.end({ isError: statusCode >= 500, attributes });
      });
      done();
    });
  });
}
