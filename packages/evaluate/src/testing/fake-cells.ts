// Cells that run nothing: a test scripts their reports, and reads back what they were told and what is still held.

import assert from 'node:assert/strict';
import type { BlobId, CellReport, CellSpec, RunningCell } from '@cellblock/sandbox';
import type { Starter } from '../cell-scope.js';

/** What becomes of a cell: members of its report, perhaps later, an error of the sandbox, or nothing until it is killed. */
export type Fate = Partial<CellReport> | Promise<Partial<CellReport>> | Error | 'waits';

export type FakeCells = Starter & {
  readonly specs: CellSpec[];
  /** Blobs that were kept and not released. */
  readonly held: ReadonlySet<BlobId>;
  /** Cells that have not ended. */
  readonly running: ReadonlySet<RunningCell>;
  /** The most cells that ran at once. */
  readonly busiest: () => number;
};

/** The name of the program that a spec starts: cc1, as, ld.gold, ld.bfd, tcc, or `artifact`. */
export function programOf({ program }: CellSpec): string {
  if ('zygote' in program) return 'zygote';
  return 'tool' in program ? program.tool.replace(/^.*\//, '') : 'artifact';
}

/** Cells whose fates the script decides; a fate's report is that of a good end where it says nothing else. */
export function fakeCells(script: (spec: CellSpec, index: number) => Fate = () => ({})): FakeCells {
  const specs: CellSpec[] = [];
  const held = new Set<BlobId>();
  const running = new Set<RunningCell>();
  let lastBlob = 0;
  let most = 0;
  const keepAll = ({ keep }: CellSpec) =>
    keep.map(() => {
      held.add(++lastBlob);
      return lastBlob;
    });

  return {
    specs,
    held,
    running,
    busiest: () => most,
    start(spec) {
      const fate = script(spec, specs.push(spec) - 1);
      let kill = () => {};
      const killed = new Promise<CellReport>((resolve) => {
        kill = () =>
          resolve({ ...goodEnd, cause: 'killed', exitCode: null, kept: spec.keep.map(() => null) });
      });
      const ended = async (): Promise<CellReport> => {
        if (fate === 'waits') return killed;
        await new Promise((resolve) => setImmediate(resolve));
        if (fate instanceof Error) throw fate;
        const report = { ...goodEnd, keptBytes: spec.keep.map(() => 1000), ...(await fate) };
        return { ...report, kept: report.kept.length > 0 ? report.kept : keepAll(spec) };
      };
      const report = ended();
      // Who is told to be busy is, and everybody else sleeps.
      const activity = async () => ({ cpuMs: 0, isRunnable: spec.argv.includes('busy') });
      const ignored = { write() {}, end() {}, signal() {}, resize() {}, onOutput() {}, put() {} };
      const cell: RunningCell = { report, kill: () => kill(), activity, ...ignored };
      running.add(cell);
      most = Math.max(most, running.size);
      report.finally(() => running.delete(cell)).catch(() => {});
      return cell;
    },
    release(blob) {
      assert.ok(held.delete(blob), `blob ${blob} is not held`);
    },
  };
}

/** A chunk of stderr. */
export function said(text: string): Partial<CellReport> {
  return { chunks: [{ stream: 'stderr', bytes: Buffer.from(text) }] };
}

/** The report of a program that ended well and did nothing. */
export const goodEnd: CellReport = {
  cause: 'exit',
  exitCode: 0,
  signal: null,
  refusal: null,
  overMemory: false,
  syscall: null,
  truncated: { stdout: false, stderr: false },
  processLimitHit: false,
  leftProcesses: false,
  usage: { cpuMs: 10, wallMs: 12, memoryBytes: 1000 },
  chunks: [],
  kept: [],
  keptTooLarge: [],
  keptBytes: [],
  outputs: [],
};
