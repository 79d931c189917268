// What browsers are told: to do nothing with an answer but hand it over, and which other sites may have it.

import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import { outcomeHeaders } from '../description/headers.js';
import type { App } from '../server.js';

/** Adds the headers that keep an answer from being run, framed or sniffed, and lets pages of `origins` read it. */
export function tellBrowsers(app: App, origins: readonly string[]): void {
  app.register(helmet, {
    // Answers are data; a route that serves a page brings its own policy.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    // TLS ends at the operator's proxy, and so does what there is to say about it.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: origins.length === 0 ? 'same-origin' : 'cross-origin' },
  });
  if (origins.length === 0) return;
  app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: [
      'accept',
      'authorization',
      'cellblock-delete-secret',
      'content-type',
      'idempotency-key',
      'last-event-id',
      'mcp-protocol-version',
      'mcp-session-id',
      'traceparent',
      'x-api-key',
      // Judge0's.
      'x-auth-token',
      'x-auth-user',
    ],
    exposedHeaders: [
      'idempotent-replayed',
      'location',
      'mcp-session-id',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-request-id',
      ...Object.keys(outcomeHeaders),
    ],
    // Keys are sent by scripts that have them; cookies are not used at all.
    credentials: false,
    maxAge: 600,
    // OPTIONS without being a preflight gets what every path answers to methods that it does not take.
    strictPreflight: false,
  });
}
