// Piston's API, version 2: its routes under both of its bases, its form of errors.

import { AppError } from '@cellblock/contract';
import type { FastifyRequest } from 'fastify';
import { sendErrorAs } from '../../errors.js';
import type { App } from '../../server.js';
import type { AdapterOptions } from '../adapters.js';
import { addConnect } from './connect.js';
import { formOfError } from './errors.js';
import { addExecute } from './execute.js';
import { addPackages } from './packages.js';
import { pistonRoute } from './route.js';
import { addRuntimes } from './runtimes.js';

const bases = ['/api/v2', '/piston/api/v2'];

/** Adds Piston's routes. */
export async function addPiston(scope: App, options: AdapterOptions): Promise<void> {
  scope.setErrorHandler<Error>((error, request, reply) => sendErrorAs(formOfError, error, request, reply));
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
          throw new AppError('not_found', { message: 'Not Found' });
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
  throw new AppError('unsupported_media_type', { message: 'requests must be of type application/json' });
}
