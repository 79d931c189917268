// A span for each request, below the caller's own where it sent a traceparent.

import type { Span, Tracer } from '@cellblock/runtime';
import type { FastifyRequest } from 'fastify';
import type { App } from '../server.js';

/** Traces every request; what comes of it takes the trace along. */
export function traceRequests(app: App, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, routeOptions, headers } = request;
    const { traceparent } = headers;
    const { url = 'none' } = routeOptions;
    const parent = typeof traceparent === 'string' ? traceparent : undefined;
    const attributes = { 'http.request.method': method, 'http.route': url };
    tracer.within(`${method} ${url}`, { kind: 'server', parent, attributes }, (span) => {
      spans.set(request, span);
      done();
    });
  });
  app.addHook('onResponse', async (request, { statusCode }) => {
    const attributes = { 'http.response.status_code': statusCode, 'cellblock.request': request.id };
    spans.get(request)?.end({ isError: statusCode >= 500, attributes });
  });
}
