// The worker as a process: starts a warden, proves that hello world works, then takes jobs until told to stop.

import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createEvaluator,
  loadToolchain,
  noLending,
  openArtifacts,
  openForkServers,
} from '@cellblock/evaluate';
import { openBench } from '@cellblock/queue';
import {
  collectAtRest,
  createLogger,
  type Environment,
  onShutdown,
  openTracer,
  readEnvironment,
} from '@cellblock/runtime';
import { startWarden } from '@cellblock/sandbox';
import type { Logger } from 'pino';
import { runHelloWorld } from './hello-world.js';
import { createMetrics } from './metrics.js';
import { statusOf } from './status.js';
import { tracingCells, tracingJobs } from './tracing.js';
import { createWork } from './work.js';

// Two files compiled at once, each by two piped tools.
const cellsPerJob = 4;
const maximumCells = 256;
// One whose place is lent has a 64th of a share, so all that there may be for one that holds its own have a quarter.
const lentPerProgram = 16;
const mostLent = 64;
// Waiting cells, of fork servers above all; they make room when all slots are taken.
const waitingCells = 40;
// Launchers kill after 15 s; what is not finished by then is taken over by another worker.
const graceMs = 14_000;
// How long after a sandbox failure the end of the warden itself may be seen.
const lastWordsMs = 200;
// What the fork servers for the usual options are given to start up and be tested, before jobs are taken.
const headStartMs = 3000;

const environment = readEnvironment();
const log = createLogger('worker', environment);
// Told to stop before it takes jobs, it has nothing to finish.
let close = async () => {};
onShutdown(() => close(), { log, graceMs });
try {
  await start(environment, log);
} catch (err) {
  log.fatal({ err }, 'the worker cannot start');
  process.exit(1);
}

async function start(
  { state, redisUrl, queuePrefix, cgroup, programs, lentBytes, ...wanted }: Environment,
  log: Logger,
) {
  const concurrency = Math.min(wanted.concurrency, maximumCells / cellsPerJob);
  // Resolved once: a refreshed rootfs is for the next start.
  const rootfs = await realpath(join(state, 'rootfs', 'current'));
  const toolchain = await loadToolchain(rootfs);
  // One program more than that is run where gradings hold all places.
  const jobCells = (concurrency + 1) * cellsPerJob;
  const lentPrograms = Math.max(0, Math.min(mostLent, lentPerProgram * programs, maximumCells - jobCells));
  const cells = Math.min(maximumCells, jobCells + lentPrograms + waitingCells);
  const warden = await startWarden({
    rootfs,
    cells,
    cgroup,
    zygotes: wanted.forkServers,
    huge: wanted.forkServers ? toolchain.compilers.gcc?.cc1[0] : undefined,
  });
  const ending = { isDraining: false, isClosing: false };
  void warden.closed.then(async () => {
    if (ending.isClosing) return;
    log.fatal({ said: await warden.lastWords() }, 'the warden ended; its jobs are left to be taken over');
    process.exit(1);
  });
  const forkServers = wanted.forkServers
    ? openForkServers(warden, (err) => {
        if (!ending.isClosing) log.warn({ err }, 'a fork server was given up');
      })
    : null;
  const artifacts = openArtifacts(warden, wanted.cacheBytes);
  const status = statusOf({ host: warden.host, toolchain, concurrency, programs });
  const metrics = createMetrics(status.id, concurrency);
  const tracer = await openTracer({
    service: 'cellblock-worker',
    endpoint: wanted.otlpEndpoint,
    headers: wanted.otlpHeaders,
    onTrouble: (err) => log.warn({ err }, 'trouble with tracing'),
  });
  const counted = metrics.countingCells(tracer === null ? warden : tracingCells(tracer, warden));
  const lending =
    warden.host['shares'] === 'yes' ? { programs: lentPrograms, memoryBytes: lentBytes } : noLending;
  const evaluator = createEvaluator({ cells: counted, toolchain, forkServers, artifacts, programs, lending });
  metrics.tellLent(() => evaluator.lent);
  await runHelloWorld(evaluator);
  // They are a matter of speed alone, so they are not waited for at any length.
  if (forkServers !== null) await Promise.race([forkServers.settled(), delay(headStartMs)]);

  const isSandboxGone = () => Promise.race([warden.closed.then(() => true), delay(lastWordsMs, false)]);
  const work = metrics.countingJobs(createWork({ evaluator, log, isSandboxGone }));
  const bench = await openBench({
    redisUrl,
    prefix: queuePrefix,
    concurrency,
    idle: () => evaluator.lent,
    status: () => ({ ...status, ready: !ending.isDraining }),
    evaluate: tracer === null ? work : tracingJobs(tracer, work),
    metrics: metrics.text,
    onTrouble: (err) => log.warn({ err }, 'trouble with the queue'),
  });
  close = async () => {
    ending.isDraining = true;
    await bench.close();
    await tracer?.close();
    ending.isClosing = true;
    await warden.close();
  };
  collectAtRest();
  log.info({ ...status, cgroup }, 'taking jobs');
}
