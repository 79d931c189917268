// The API as a process: reads the environment, opens the queue, listens, and stops when told.

import { openCallbacks, openDoor, openEntrance, openPastes } from '@cellblock/queue';
import {
  collectAtRest,
  createLogger,
  isLoopback,
  onShutdown,
  openTracer,
  readEnvironment,
} from '@cellblock/runtime';
import { buildApp } from './app.js';
import { createTell } from './callbacks/tell.js';
import { noticeOf } from './notice.js';

// Longest run (60 s) and compilation (20 s a tool), and some seconds for the queue.
const graceMs = 130_000;

// How many may wait to be let in while this is busy: as many as the kernel allows (net.core.somaxconn, 4096), and not
// the 511 of Node's. Of a crowd, those beyond have their connections dropped, and give up.
const connectionsWaiting = 65_535;

const environment = readEnvironment();
const {
  redisUrl,
  queuePrefix: prefix,
  openRatePerMinute,
  readRatePerMinute,
  corsOrigins,
  adapters,
  servesMcp,
  idempotencyTtlS,
  isPrivateAllowed,
} = environment;
const log = createLogger('api', environment);
// Told to stop before it listens, it has nothing to finish.
let close = async () => {};
onShutdown(() => close(), { log, graceMs });
const onTrouble = (err: Error) => log.warn({ err }, 'trouble with the queue');
const tracer = await openTracer({
  service: 'cellblock-api',
  endpoint: environment.otlpEndpoint,
  headers: environment.otlpHeaders,
  onTrouble: (err) => log.warn({ err }, 'trouble with tracing'),
});
const door = await openDoor({
  redisUrl,
  prefix,
  queueLimit: environment.queueLimit,
  noWorkerWaitMs: environment.noWorkerWaitMs,
  keepMs: environment.resultTtlMs,
  heldBytes: environment.resultBytes,
  traceparent: () => tracer?.present(),
  onTrouble,
});
const entrance = openEntrance({ redisUrl, prefix, onTrouble });
const pastes = openPastes({ redisUrl, prefix, mostBytes: environment.pasteBytes, onTrouble });
const isPrivate = isLoopback(environment.host);
const needsKey = environment.access === 'keys' || (environment.access === 'auto' && !isPrivate);
const isOpen = environment.access === 'open';
const app = buildApp({
  door,
  pastes,
  access: { entrance, needsKey, openRatePerMinute, readRatePerMinute, isOpen },
  corsOrigins,
  adapters,
  pasteLifeMs: environment.pasteLifeMs,
  isListing: environment.isListing,
  servesMcp,
  idempotencyTtlS,
  isPrivateAllowed,
  queueLimit: environment.queueLimit,
  tracer,
  log,
});
const callbacks = openCallbacks({
  redisUrl,
  prefix,
  tell: createTell({ isPrivateAllowed }),
  // Without the address, which may hold a secret of whoever is called.
  onFailure: (id, err, isLast) =>
    isLast
      ? log.warn({ id, err }, 'callback given up')
      : log.info({ id, reason: err.message }, 'callback failed'),
  onTrouble,
});
close = async () => {
  await app.close();
  await callbacks.close();
  await door.close();
  pastes.close();
  entrance.close();
  await tracer?.close();
};
collectAtRest();
await app.listen({
  host: environment.host,
  port: environment.port,
  backlog: connectionsWaiting,
  listenTextResolver: (address) => `listening on ${address}`,
});
const { level, text } = noticeOf({ needsKey, isOpen, isPrivate });
log[level](text);
