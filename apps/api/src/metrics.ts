// What this API process counts, and all numbers together as Prometheus reads them.
//
// Labels come from tables of ours: a route is told as it was declared, never as it was asked for, and so is a method.

import { AppError } from '@cellblock/contract';
import type { Door, Entrance, Pastes } from '@cellblock/queue';
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { appErrorOf } from './errors.js';
import { version } from './release.js';
import type { App } from './server.js';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What a worker told of its own counters; prom-client knows what is in it. */
const Told = z.array(
  z.looseObject({ name: z.string(), help: z.string(), type: z.string(), values: z.array(z.unknown()) }),
);

type Counted = {
  door: Door;
  entrance: Entrance;
  pastes: Pastes;
  /** Jobs that may wait before further ones are refused; only told on. */
  queueLimit: number;
};

/** Counts every request and refusal of `app` from now on. The function it gives back tells all numbers there are. */
export function countRequests(
  app: App,
  { door, entrance, pastes, queueLimit }: Counted,
): () => Promise<string> {
  const registry = new Registry();
  registry.setDefaultLabels({ worker: '' });
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'cellblock_http_request_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers,
  });
  const refusals = new Counter({
    name: 'cellblock_http_refusals_total',
    help: 'Requests that were refused, by the code of the error',
    labelNames: ['code'],
    registers,
  });
  tellConstants(registers, queueLimit);
  const queue = queueGauges(registers);
  const lookAtPastes = pasteGauges(registers, pastes);

  app.addHook('onResponse', async ({ method, routeOptions: { url, config } }, reply) => {
    const isTaken = url !== undefined && config.isRefusal !== true;
    const labels = { method: isTaken ? method : 'other', route: url ?? 'none', status: reply.statusCode };
    requests.observe(labels, reply.elapsedTime / 1000);
  });
  app.addHook('onError', async (_request, _reply, error) => {
    refusals.inc({ code: appErrorOf(error).code });
  });

  return async () => {
    const [workers] = await Promise.all([queue.look(door, entrance), lookAtPastes()]);
    const own = await registry.getMetricsAsJSON();
    const all = [own, ...workers.map((text) => Told.parse(JSON.parse(text)))];
    return AggregatorRegistry.aggregate(all).metrics();
  };
}

function tellConstants(registers: Registry[], queueLimit: number): void {
  const build = new Gauge({
    name: 'cellblock_build_info',
    help: 'Which Cellblock this is; always 1',
    labelNames: ['version'],
    registers,
  });
  build.set({ version }, 1);
  const limit = new Gauge({
    name: 'cellblock_queue_limit',
    help: 'Jobs that may wait before further ones are refused',
    registers,
  });
  limit.set(queueLimit);
}

function pasteGauges(registers: Registry[], pastes: Pastes): () => Promise<void> {
  const count = new Gauge({ name: 'cellblock_pastes', help: 'Pastes that are kept', registers });
  const bytes = new Gauge({ name: 'cellblock_paste_bytes', help: 'Bytes that pastes take', registers });
  const mostBytes = new Gauge({
    name: 'cellblock_paste_limit_bytes',
    help: 'Bytes that all pastes together may take',
    registers,
  });
  return async () => {
    try {
      const status = await pastes.status();
      count.set(status.pastes);
      bytes.set(status.bytes);
      mostBytes.set(status.mostBytes);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      for (const gauge of [count, bytes, mostBytes]) gauge.reset();
    }
  };
}

function queueGauges(registers: Registry[]) {
  const waiting = new Gauge({
    name: 'cellblock_queue_waiting',
    help: 'Jobs that wait',
    labelNames: ['rank'],
    registers,
  });
  const active = new Gauge({
    name: 'cellblock_queue_active',
    help: 'Jobs that workers have in hand',
    registers,
  });
  const oldest = new Gauge({
    name: 'cellblock_queue_oldest_seconds',
    help: 'How long the job that has waited longest waits, of the first thousand',
    registers,
  });
  const reachable = new Gauge({
    name: 'cellblock_queue_reachable',
    help: 'Whether Redis answers',
    registers,
  });
  const held = new Gauge({
    name: 'cellblock_held_bytes',
    help: 'What posted jobs hold in Redis',
    registers,
  });
  const heldLimit = new Gauge({
    name: 'cellblock_held_limit_bytes',
    help: 'What posted jobs may hold in Redis',
    registers,
  });
  const workers = new Gauge({ name: 'cellblock_workers_ready', help: 'Workers that take jobs', registers });

  return {
    /** Looks at the queue, and resolves to what its workers told. Where Redis is away, that is all there is to tell. */
    async look(door: Door, entrance: Entrance): Promise<string[]> {
      try {
        const [seen, status] = await Promise.all([entrance.observe(), door.status()]);
        for (const [rank, count] of Object.entries(seen.waiting)) waiting.set({ rank }, count);
        active.set(seen.active);
        oldest.set(seen.oldestMs / 1000);
        workers.set(status.workers.filter(({ ready }) => ready).length);
        held.set(status.held.bytes);
        heldLimit.set(status.held.maximumBytes);
        reachable.set(1);
        return seen.workers;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        for (const gauge of [waiting, active, oldest, held, workers]) gauge.reset();
        reachable.set(0);
        return [];
      }
    },
  };
}
