// The API put together: plugins in the order in which a request meets them, then the routes.

import type { Door, Pastes } from '@cellblock/queue';
import type { AdapterName, Tracer } from '@cellblock/runtime';
import plugin from 'fastify-plugin';
import { serializerCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { addAdapters } from './adapters/adapters.js';
import { collectRoutes } from './description/document.js';
import { countRequests } from './metrics.js';
import { readAssets } from './page/assets.js';
import { addPages } from './page/pages.js';
import { refusedPage } from './page/refused.js';
import { type AccessOptions, checkAccess } from './plugins/access.js';
import { takeBodies } from './plugins/bodies.js';
import { tellBrowsers } from './plugins/browsers.js';
import { refuseWhenClosing } from './plugins/closing.js';
import { addCourtesy } from './plugins/courtesy.js';
import { answerErrors } from './plugins/errors.js';
import { answerAgain } from './plugins/idempotency.js';
import { watchMethods } from './plugins/other-methods.js';
import { boundPipelines } from './plugins/pipelines.js';
import { dropStalled } from './plugins/stalled.js';
import { traceRequests } from './plugins/tracing.js';
import { addBatch } from './routes/batch.js';
import { addDashboard } from './routes/dashboard.js';
import { addGrade } from './routes/grade.js';
import { addHealth } from './routes/health.js';
import { addHome } from './routes/home.js';
import { addJob } from './routes/job.js';
import { addJobEvents } from './routes/job-events.js';
import { addJobs } from './routes/jobs.js';
import { addLimits } from './routes/limits.js';
import { addMcp } from './routes/mcp.js';
import { addMetrics } from './routes/metrics.js';
import { addOpenapi } from './routes/openapi.js';
import { addPaste } from './routes/paste.js';
import { addPastes } from './routes/pastes.js';
import { addRun } from './routes/run.js';
import { addSession } from './routes/session.js';
import { addVersion } from './routes/version.js';
import { type App, createServer, defaultTimeouts, type Timeouts } from './server.js';

export type AppOptions = {
  door: Door;
  pastes: Pastes;
  access: AccessOptions;
  /** Web pages that may use the API, as origins, or *. */
  corsOrigins?: readonly string[];
  /** How long a paste is kept where its author does not say, in ms; null for ever. */
  pasteLifeMs?: number | null;
  /** Whether recent pastes are listed. */
  isListing?: boolean;
  /** Services whose clients are served too. */
  adapters?: readonly AdapterName[];
  /** Whether assistants are served too, at /mcp. */
  servesMcp?: boolean;
  /** How long the answer to an Idempotency-Key is kept, in seconds. */
  idempotencyTtlS?: number;
  /** Jobs that may wait before further ones are refused; only told on. */
  queueLimit?: number;
  /** Whether callbacks may go to addresses that are not public. */
  isPrivateAllowed?: boolean;
  /** Where spans go; null for nowhere. */
  tracer?: Tracer | null;
  log: Logger;
  timeouts?: Timeouts;
};

/** The API over `door`, not listening yet. Closing it lets who is being served get the answer; the door stays open. */
export function buildApp(options: AppOptions): App {
  const { log, timeouts = defaultTimeouts, corsOrigins = [] } = options;
  const app = createServer(log, timeouts);
  app.setSerializerCompiler(serializerCompiler);
  tellBrowsers(app, corsOrigins);
  // Registered in turn, so that these come after what is registered above, and on the same instance.
  app.register(plugin(async (server: App) => addOwn(server, { ...options, timeouts })));
  return app;
}

async function addOwn(
  app: App,
  {
    door,
    pastes,
    access,
    timeouts,
    idempotencyTtlS = 3600,
    isPrivateAllowed = false,
    queueLimit = 1000,
    tracer = null,
    corsOrigins = [],
    adapters = [],
    pasteLifeMs = null,
    isListing = false,
    servesMcp = true,
  }: AppOptions & { timeouts: Timeouts },
): Promise<void> {
  // Often enough that no client, and nothing in between, takes a silent stream for a dead one.
  const heartbeatMs = Math.min(10_000, timeouts.stalledMs / 3);
  if (tracer !== null) traceRequests(app, tracer);
  addCourtesy(app);
  boundPipelines(app);
  const closing = refuseWhenClosing(app);
  dropStalled(app, timeouts.stalledMs);
  const assets = readAssets();
  const nowhere = refusedPage({ assets });
  answerErrors(app, nowhere);
  const tellMetrics = countRequests(app, { door, pastes, entrance: access.entrance, queueLimit });
  checkAccess(app, access, corsOrigins);
  takeBodies(app);
  answerAgain(app, access.entrance, idempotencyTtlS * 1000);
  const refuseOtherMethods = watchMethods(app, nowhere);
  const places = { open: 0, openOf: new Map<string, number>() };
  const shared = { door, closing, places, corsOrigins, heartbeatMs, stalledMs: timeouts.stalledMs };
  // Before the routes are collected that our own document describes.
  await addAdapters(app, adapters, { ...shared, shelf: access.entrance.shelf, isPrivateAllowed, queueLimit });
  const routes = collectRoutes(app);

  const pasting = { door, pastes, lifeMs: pasteLifeMs, isListing };
  addHome(app, await addPages(app, { ...pasting, assets, needsKey: access.needsKey }));
  addRun(app, { door, heartbeatMs });
  addGrade(app, { door, heartbeatMs });
  addBatch(app, door);
  addJobs(app, { door, isPrivateAllowed });
  addJob(app, { door, closing });
  addJobEvents(app, { door, closing, heartbeatMs });
  await addSession(app, shared);
  addPastes(app, pasting);
  addPaste(app, pastes);
  if (servesMcp) addMcp(app, shared);
  addLimits(app);
  addHealth(app, door);
  addVersion(app, door);
  addMetrics(app, tellMetrics);
  addDashboard(app, { door, entrance: access.entrance });
  addOpenapi(app, routes);

  refuseOtherMethods();
}
