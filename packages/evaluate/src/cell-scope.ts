// Every cell and blob of one attempt at a submission: who leaves the scope leaves nothing running or held.

import type { BlobId, CellReport, CellSpec, Cells, RunningCell } from '@cellblock/sandbox';
import type { Stages } from './stages.js';

/** What a scope needs of the sandbox. */
export type Starter = Pick<Cells, 'start' | 'release'>;

export interface CellScope {
  /** Starts a cell; throws once the signal fired or the scope is closed. */
  start(spec: CellSpec): RunningCell;
  /** What was seen of the cell; rejects with SandboxError, or with the signal's reason once that fired. */
  reportOf(cell: RunningCell): Promise<CellReport>;
  /** What the promise gives; rejects with the signal's reason once that fired. */
  waitFor<Value>(promise: Promise<Value>): Promise<Value>;
  /** Leaves a blob that was kept to the caller, who has to release it. */
  handOver(blob: BlobId): void;
  /** Calls back when the scope is closed and all its cells have ended. */
  onClose(callback: () => void): void;
  /** Kills what still runs, waits for its end, and releases every blob that was kept and not handed over. */
  close(): Promise<void>;
}

/** Opens a scope whose cells are killed when the signal fires, and noted in `stages`. */
export function openScope(cells: Starter, signal: AbortSignal, stages?: Stages): CellScope {
  const running = new Set<RunningCell>();
  // Not the reports, which hold the output of every run.
  const keptBlobs: Promise<CellReport['kept']>[] = [];
  const handedOver = new Set<BlobId>();
  const closing: (() => void)[] = [];
  let isClosed = false;
  const killAll = () => {
    for (const cell of running) cell.kill();
  };
  signal.addEventListener('abort', killAll);
  return {
    start(spec) {
      signal.throwIfAborted();
      if (isClosed) throw new Error('a cell was asked for after its scope was closed');
      const note = stages?.begin(spec);
      const cell = cells.start(spec);
      note?.(cell);
      running.add(cell);
      const kept = cell.report.then(
        (report) => report.kept,
        () => [],
      );
      keptBlobs.push(kept.finally(() => running.delete(cell)));
      return cell;
    },
    async reportOf(cell) {
      try {
        return await cell.report;
      } finally {
        signal.throwIfAborted();
      }
    },
    async waitFor(promise) {
      signal.throwIfAborted();
      let stop = () => {};
      const aborted = new Promise<never>((_resolve, reject) => {
        stop = () => reject(signal.reason);
        signal.addEventListener('abort', stop);
      });
      try {
        return await Promise.race([promise, aborted]);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    handOver: (blob) => void handedOver.add(blob),
    onClose: (callback) => void closing.push(callback),
    async close() {
      isClosed = true;
      signal.removeEventListener('abort', killAll);
      killAll();
      const blobs = (await Promise.all(keptBlobs)).flat();
      for (const blob of blobs) if (blob !== null && !handedOver.has(blob)) cells.release(blob);
      for (const callback of closing) callback();
    },
  };
}

/** Does work in a scope, and closes it. */
export async function inScope<Value>(
  scope: CellScope,
  work: (scope: CellScope) => Promise<Value>,
): Promise<Value> {
  try {
    return await work(scope);
  } finally {
    await scope.close();
  }
}
