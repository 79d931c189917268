// 405 instead of 404 where the path is right and the method is wrong.

import { METHODS } from 'node:http';
import { AppError } from '@cellblock/contract';
import type { ErrorHandler } from '../errors.js';
import type { App } from '../server.js';

/**
 * Watches which routes are added; the function it gives back then answers every other method on their paths with 405
 * and the header Allow, told by `refuse`. Call it when all routes are there.
 */
export function watchMethods(app: App, refuse: ErrorHandler): () => void {
  const methodsByPath = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPath.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    methodsByPath.set(url, methods);
  });
  return () => {
    const routes = [...methodsByPath].map(([url, methods]) => ({ url, methods: [...methods] }));
    const supported = new Set(app.supportedMethods);
    // CONNECT asks for a tunnel; node closes such a connection before there is a request.
    const known = METHODS.filter((method) => method !== 'CONNECT');
    for (const method of known) if (!supported.has(method)) app.addHttpMethod(method);
    for (const { url, methods } of routes) {
      const allow = [...methods].sort().join(', ');
      app.route({
        url,
        method: known.filter((method) => !methods.includes(method)),
        config: { access: 'public', isRefusal: true },
        errorHandler: refuse,
        onRequest: async (_request, reply) => {
          reply.header('allow', allow);
          throw new AppError('method_not_allowed', {
            message: `this path takes ${allow}; GET /docs says how`,
          });
        },
        handler: async () => {},
      });
    }
  };
}
