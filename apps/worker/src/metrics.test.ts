import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, type Outcome, Submission, type Verdict } from '@cellblock/contract';
import type { RunJob } from '@cellblock/queue';
import type { CellReport, CellSpec, RunningCell } from '@cellblock/sandbox';
import { z } from 'zod';
import { createMetrics } from './metrics.js';

const Told = z.array(
  z.looseObject({
    name: z.string(),
    values: z.array(z.looseObject({ value: z.unknown(), labels: z.record(z.string(), z.unknown()) })),
  }),
);

const job: RunJob = {
  id: 'a',
  kind: 'run',
  submission: Submission.parse({ source: 'secret', stdin: 'secret' }),
};
const never = new AbortController().signal;

const outcomeOf = (verdict: Verdict, isCached: boolean): Outcome => ({
  head: {
    id: 'a',
    verdict,
    message: '',
    compile: {
      ok: true,
      exitCode: 0,
      output: '',
      truncated: false,
      diagnostics: [],
      limit: null,
      cached: isCached,
      usage: { cpuMs: 1, wallMs: 1, memoryBytes: 1 },
    },
    run: null,
  },
  chunks: [],
  outputs: [],
});

describe('what a worker counts', () => {
  const valuesOf = async (metrics: ReturnType<typeof createMetrics>, name: string) => {
    const told = Told.parse(JSON.parse(await metrics.text()));
    return told.find((metric) => metric.name === name)?.values ?? assert.fail(name);
  };

  it('has jobs by how they ended, artifacts, and the worker they are of', async () => {
    const metrics = createMetrics('w1', 2);
    const ends: (() => Promise<Outcome>)[] = [
      async () => outcomeOf('ok', false),
      async () => outcomeOf('ok', true),
      async () => outcomeOf('time_limit', true),
      () => Promise.reject(new AppError('invalid_field')),
      () => Promise.reject(new Error('ours')),
    ];
    for (const end of ends)
      await metrics
        .countingJobs(end)(job, never, null, undefined)
        .catch(() => {});
    const gone = AbortSignal.abort(new Error('gone'));
    await metrics
      .countingJobs(() => Promise.reject(gone.reason))(job, gone, null, undefined)
      .catch(() => {});
    const jobs = await valuesOf(metrics, 'cellblock_jobs_total');
    assert.deepEqual(Object.fromEntries(jobs.map(({ labels: { end }, value }) => [end, value])), {
      ok: 2,
      time_limit: 1,
      refused: 1,
      failed: 1,
      cancelled: 1,
    });
    assert.ok(jobs.every(({ labels: { worker, kind } }) => worker === 'w1' && kind === 'run'));
    const cache = await valuesOf(metrics, 'cellblock_compilations_total');
    assert.deepEqual(
      cache.map(({ labels: { cache }, value }) => [cache, value]),
      [
        ['miss', 1],
        ['hit', 2],
      ],
    );
    assert.doesNotMatch(await metrics.text(), /secret/);
  });

  it('has each stage’s time, the cells at work, and those that failed', async () => {
    const metrics = createMetrics('w1', 2);
    const ends: { resolve: (report: CellReport) => void; reject: (error: Error) => void }[] = [];
    const start = () => {
      const report = new Promise((resolve, reject) => void ends.push({ resolve, reject }));
      return { report } as unknown as RunningCell;
    };
    const cells = metrics.countingCells({ start, release() {} });
    const spec = { policy: 'compile', argv: ['/usr/lib/gcc/cc1'] } as unknown as CellSpec;
    const [first, second] = [cells.start(spec), cells.start({ ...spec, policy: 'standard' })];
    const atWork = async () => (await valuesOf(metrics, 'cellblock_cells'))[0]?.value;
    assert.equal(await atWork(), 2);
    ends[0]?.resolve({} as CellReport);
    ends[1]?.reject(new Error('lost'));
    await Promise.allSettled([first.report, second.report]);
    await new Promise(setImmediate);
    assert.equal(await atWork(), 0);
    const stages = await valuesOf(metrics, 'cellblock_stage_seconds');
    const counts = stages.filter(({ metricName }) => metricName === 'cellblock_stage_seconds_count');
    assert.deepEqual(
      counts.map(({ labels: { stage }, value }) => [stage, value]),
      [['cc1', 1]],
    );
    assert.equal((await valuesOf(metrics, 'cellblock_cell_failures_total'))[0]?.value, 1);
  });

  it('has how many places are lent, as that is when it is asked', async () => {
    const metrics = createMetrics('w1', 2);
    let lent = 0;
    metrics.tellLent(() => lent);
    const told = async () => (await valuesOf(metrics, 'cellblock_lent_places'))[0]?.value;
    assert.equal(await told(), 0);
    lent = 3;
    assert.equal(await told(), 3);
  });
});
