// GET /health: whether a program sent now would be run, and how strong the sandbox is that it would run in.

import { Health } from '@cellblock/contract';
import type { Door, QueueStatus } from '@cellblock/queue';
import type { App } from '../server.js';

const about = { summary: 'Whether programs are being run, and in which sandbox', tag: 'Service' } as const;

/** Adds GET /health: 200 when a worker is ready, else 503 with the reason. */
export function addHealth(app: App, door: Door): void {
  app.get(
    '/health',
    { config: { access: 'public', about }, schema: { response: { 200: Health, 503: Health } } },
    async (_request, reply) => {
      const health = healthOf(await door.status());
      reply.header('cache-control', 'no-store');
      if (!health.ready) reply.code(503).header('retry-after', 5);
      return health;
    },
  );
}

function healthOf({ workers, lack, ...queue }: QueueStatus): Health {
  const reason = reasonNotReady({ workers, lack, ...queue });
  return { ready: reason === null, reason, queue, workers };
}

const lacks = {
  memory: 'Redis has met its maxmemory and takes nothing new',
  disk: 'Redis cannot write to its disk and takes nothing new',
  primary: 'Redis is a replica of another and takes nothing new',
};

function reasonNotReady({ reachable, lack, workers }: QueueStatus): string | null {
  if (!reachable) return 'the queue cannot be reached';
  // Before the workers: their words are not taken either.
  if (lack !== null) return lacks[lack];
  if (workers.length === 0) return 'no worker is connected';
  if (!workers.some((worker) => worker.ready)) return 'no worker has compiled and run hello world yet';
  return null;
}
