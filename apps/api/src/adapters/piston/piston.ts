// Piston's API, version 2: its routes under both of its bases, its form of errors.

import type { FastifyRequest } from 'fastify';
import type { App } from '../../server.js';
import type { AdapterOptions } from '../adapters.js';
import { addConnect } from './connect.js';
import { PistonError, sendPistonError } from './errors.js';
import { addExecute } from './execute.js';
import { addPackages } from './packages.js';
import { pistonRoute } from './route.js';
import { addRuntimes } from './runtimes.js';

const bases = ['/api/v2', '/piston/api/v2'];

/** Adds Piston's routes. */
export async function addPiston(scope: App, options: AdapterOptions): Promise<void> {
  scope.setErrorHandler(sendPistonError);
  scope.addHook('onRequest', refuseOtherTypes);
  for (const base of bases) {
    addRuntimes(scope, base, options);
    addExecute(scope, base, options);
    addPackages(scope, base, options);
    for (const url of [base, `${base}/*`]) {
      scope.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url,
        config: { ...pistonRoute, access: 'public' },
        handler: async () => {
          throw new PistonError(404, 'Not Found');
        },
      });
    }
  }
  await addConnect(
    scope,
    bases.map((base) => `${base}/connect`),
    options,
  );
}

async function refuseOtherTypes({ method, headers }: FastifyRequest): Promise<void> {
  if (method === 'GET' || method === 'HEAD') return;
  if (/^application\/json\b/i.test(headers['content-type'] ?? '')) return;
  throw new PistonError(415, 'requests must be of type application/json');
}
