// A span for each job, below the request that it came of, and one for each of its cells.

import { stageOf } from '@cellblock/evaluate';
import type { BenchOptions } from '@cellblock/queue';
import type { Tracer } from '@cellblock/runtime';
import type { Cells } from '@cellblock/sandbox';

type Evaluate = BenchOptions['evaluate'];
type Starter = Pick<Cells, 'start' | 'release'>;

/** The same work, traced. */
export const tracingJobs =
  (tracer: Tracer, evaluate: Evaluate): Evaluate =>
  (job, signal, emit, trace, typed) =>
    tracer.within(`job ${job.kind}`, { kind: 'consumer', parent: trace }, async (span) => {
      const id = { 'cellblock.job': job.id };
      try {
        const outcome = await evaluate(job, signal, emit, trace, typed);
        span.end({ attributes: { ...id, 'cellblock.verdict': outcome.head.verdict } });
        return outcome;
      } catch (error) {
        span.end({ isError: !signal.aborted, attributes: id });
        throw error;
      }
    });

/** The same cells, traced. */
export const tracingCells = (tracer: Tracer, starter: Starter): Starter => ({
  release: (blob) => starter.release(blob),
  start(spec) {
    const span = tracer.start(stageOf(spec));
    const cell = starter.start(spec);
    cell.report.then(
      ({ cause }) => span.end({ attributes: { 'cellblock.cause': cause } }),
      () => span.end({ isError: true }),
    );
    return cell;
  },
});
