// The API as a process: reads the environment, opens the queue, listens, and stops when told.

import { openDoor } from '@cellblock/queue';
import { createLogger, onShutdown, readEnvironment } from '@cellblock/runtime';
import { buildApp } from './app.js';

// Longest run (60 s) and compilation (20 s a tool), and some seconds for the queue.
const graceMs = 130_000;

const environment = readEnvironment();
const log = createLogger('api', environment);
const door = await openDoor({
  redisUrl: environment.redisUrl,
  prefix: environment.queuePrefix,
  queueLimit: environment.queueLimit,
  noWorkerWaitMs: environment.noWorkerWaitMs,
  onTrouble: (err) => log.warn({ err }, 'trouble with the queue'),
});
const app = buildApp({ door, log });
onShutdown(
  async () => {
    await app.close();
    await door.close();
  },
  { log, graceMs },
);
await app.listen({
  host: environment.host,
  port: environment.port,
  listenTextResolver: (address) => `listening on ${address}`,
});
