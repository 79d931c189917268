// What a worker counts: jobs and how they end, stages and how long they take, cells, artifacts that were known already.
//
// A worker listens on no port, so it tells its numbers through Redis, and the API's GET /metrics tells them on, each
// with the worker's id. Labels come from tables of ours, never from a submission.

import { AppError } from '@cellblock/contract';
import { stageOf } from '@cellblock/evaluate';
import type { BenchOptions } from '@cellblock/queue';
import type { Cells } from '@cellblock/sandbox';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

type Evaluate = BenchOptions['evaluate'];
type Starter = Pick<Cells, 'start' | 'release'>;

/** The counters of the worker with this id. */
export function createMetrics(worker: string, concurrency: number) {
  const registry = new Registry();
  registry.setDefaultLabels({ worker });
  collectDefaultMetrics({ register: registry });
  const { jobs, jobSeconds, artifacts, stageSeconds, cells, failures } = countersIn(registry, concurrency);
  return {
    /** The same work, counted. */
    countingJobs:
      (evaluate: Evaluate): Evaluate =>
      async (job, signal, emit, trace, typed) => {
        const { kind } = job;
        const stop = jobSeconds.startTimer({ kind });
        try {
          const outcome = await evaluate(job, signal, emit, trace, typed);
          const { verdict, compile } = outcome.head;
          jobs.inc({ kind, end: verdict });
          if (compile?.ok) artifacts.inc({ cache: compile.cached ? 'hit' : 'miss' });
          return outcome;
        } catch (error) {
          jobs.inc({ kind, end: endOf(error, signal) });
          throw error;
        } finally {
          stop();
        }
      },

    /** The same cells, counted. */
    countingCells: (starter: Starter): Starter => ({
      release: (blob) => starter.release(blob),
      start(spec) {
        const stop = stageSeconds.startTimer({ stage: stageOf(spec) });
        const cell = starter.start(spec);
        cells.inc();
        void cell.report
          .then(
            () => void stop(),
            () => failures.inc(),
          )
          .finally(() => cells.dec());
        return cell;
      },
    }),

    /** Tells of so many lent places, asked anew each time. */
    tellLent(lent: () => number) {
      new Gauge({
        name: 'cellblock_lent_places',
        help: 'Programs that sleep and have lent their place',
        registers: [registry],
        collect() {
          this.set(lent());
        },
      });
    },

    /** All of it, as the API reads it. */
    text: async () => JSON.stringify(await registry.getMetricsAsJSON()),
  };
}

function countersIn(registry: Registry, concurrency: number) {
  const registers = [registry];
  new Gauge({ name: 'cellblock_worker_concurrency', help: 'Jobs at once', registers }).set(concurrency);
  return {
    jobs: new Counter({
      name: 'cellblock_jobs_total',
      help: 'Jobs by how they ended: a verdict, refused, cancelled or failed',
      labelNames: ['kind', 'end'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'cellblock_job_seconds',
      help: 'Time from a job taken to its outcome',
      labelNames: ['kind'],
      buckets: secondsBuckets,
      registers,
    }),
    artifacts: new Counter({
      name: 'cellblock_compilations_total',
      help: 'Compilations that succeeded, by whether the artifact was known already',
      labelNames: ['cache'],
      registers,
    }),
    stageSeconds: new Histogram({
      name: 'cellblock_stage_seconds',
      help: 'Time from a cell asked for to its report, by what runs in it',
      labelNames: ['stage'],
      buckets: secondsBuckets,
      registers,
    }),
    cells: new Gauge({ name: 'cellblock_cells', help: 'Cells at work', registers }),
    failures: new Counter({
      name: 'cellblock_cell_failures_total',
      help: 'Cells without a report, as the sandbox failed',
      registers,
    }),
  };
}

function endOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'cancelled';
  return error instanceof AppError ? 'refused' : 'failed';
}
