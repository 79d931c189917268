// GET /openapi.json: the description of every route, made from the schemas they are checked by; GET /docs: the same
// for people.

import { createHash } from 'node:crypto';
import type { RouteOptions } from 'fastify';
import { describeRoutes } from '../description/document.js';
import { pageOf } from '../description/page.js';
import { pageStyle } from '../description/page-style.js';
import { version } from '../release.js';
import type { App } from '../server.js';

// No script, and no style but the one that is in the page.
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Adds GET /openapi.json and GET /docs. Both are made of `routes` when first asked for. */
export function addOpenapi(app: App, routes: readonly RouteOptions[]): void {
  let text: string | null = null;
  let page: string | null = null;
  const documentText = () => {
    text ??= JSON.stringify(describeRoutes(routes, version));
    return text;
  };

  app.route({
    method: 'GET',
    url: '/openapi.json',
    config: {
      access: 'public',
      about: {
        summary: 'This description, as OpenAPI 3.1',
        tag: 'Service',
        gives: { 'application/json': 'The document.' },
      },
    },
    handler: async (_request, reply) => reply.type('application/json; charset=utf-8').send(documentText()),
  });

  app.route({
    method: 'GET',
    url: '/docs',
    config: {
      access: 'public',
      about: { summary: 'This description, as a page', tag: 'Service', gives: { 'text/html': 'The page.' } },
    },
    handler: async (_request, reply) => {
      page ??= pageOf(JSON.parse(documentText()));
      return reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page);
    },
  });
}
