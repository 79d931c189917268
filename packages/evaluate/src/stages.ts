// Where the time of an evaluation went: a row for each cell.

import { roundMs, type Stage, type Timings } from '@cellblock/contract';
import type { CellSpec, RunningCell } from '@cellblock/sandbox';

export interface Stages {
  /** To be called before a cell is started, and what it gives with the cell: that is noted when its report is there. */
  begin(spec: CellSpec): (cell: RunningCell) => void;
  /** The times so far, as this process knows them: nothing of the queue. */
  timings(): Timings;
}

/** Begins to measure. */
export function createStages(): Stages {
  const beganAt = performance.now();
  const stages: Stage[] = [];
  const elapsedMs = () => performance.now() - beganAt;
  return {
    begin(spec) {
      const startMs = elapsedMs();
      const note = (cellMs: number) => {
        const ms = roundMs(elapsedMs() - startMs);
        stages.push({ name: stageOf(spec), startMs: roundMs(startMs), ms, cellMs });
      };
      return ({ report }) =>
        void report.then(
          ({ usage }) => note(usage.wallMs),
          () => undefined,
        );
    },
    timings: () => ({
      totalMs: roundMs(elapsedMs()),
      queueMs: 0,
      stages: stages.toSorted((one, other) => one.startMs - other.startMs),
    }),
  };
}

/** What runs in a cell: the tool of a compilation, by its name from our own tables, or `run`. */
export const stageOf = ({ policy, argv }: CellSpec): string =>
  policy === 'compile' ? (argv[0]?.split('/').at(-1) ?? 'tool') : 'run';
