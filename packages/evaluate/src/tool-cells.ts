// The cells of one compilation: one for each run of a tool, all on one budget of CPU time.

import { compileLimits, scratchBytesOf, submissionBounds } from '@cellblock/contract';
import type { BlobId, CellInput, CellReport, CellSpec, RunningCell } from '@cellblock/sandbox';
import type { CellScope } from './cell-scope.js';
import { isDoubtful } from './quick/doubt.js';
import type { ForkServers } from './quick/fork-servers.js';
import type { SourceFile } from './workspace.js';

const MiB = 1024 * 1024;

// cc1 raises its own stack limit to this, so it finds it there and makes no call that its policy refuses.
const stackBytes = 64 * MiB;
// More than is shown, so that long lines can be cut and what follows them still be told.
const collectedBytes = 4 * compileLimits.diagnosticsBytes;
// Room for what a tool writes beside its output.
const spareScratchBytes = 4 * MiB;
const leastCpuMs = 10;

/** A file that the warden holds. */
export type Held = { blob: BlobId; bytes: number };

type ToolRun = {
  argv: readonly string[];
  /** Not to be left to a fork server. */
  isPlain?: boolean;
  stdin?: { fromCell: RunningCell };
  stdout?: 'pipe';
  sources?: readonly SourceFile[];
  objects?: readonly { path: string; held: Held }[];
  keep?: string;
};

export interface ToolCells {
  /** Starts a tool with what is left of the compilation's CPU time. */
  start(run: ToolRun): RunningCell;
  /** What was seen of the tool. */
  finish(cell: RunningCell): Promise<CellReport>;
  /** Whether the report is a fork server's and has to be had again, from the tool itself. */
  isDoubtful(report: CellReport): boolean;
  /** The reports of all tools that have finished. */
  readonly reports: readonly CellReport[];
}

/** Opens the cells of one compilation within a scope. */
export function openToolCells(scope: CellScope, forkServers: ForkServers | null): ToolCells {
  const reports: CellReport[] = [];
  const copies = new WeakMap<RunningCell, string>();
  const doubtful = new WeakSet<CellReport>();
  return {
    reports,
    isDoubtful: (report) => doubtful.has(report),
    start(run) {
      const spentMs = reports.reduce((sum, { usage }) => sum + usage.cpuMs, 0);
      const spec = specOf(run, Math.max(leastCpuMs, Math.ceil(compileLimits.cpuMs - spentMs)));
      const { argv, sources = [], isPlain = false } = run;
      const zygote = isPlain ? null : (forkServers?.find({ argv, sources }) ?? null);
      const cell = scope.start(zygote === null ? spec : { ...spec, program: { zygote } });
      if (zygote !== null) copies.set(cell, spec.argv[0] ?? '');
      return cell;
    },
    async finish(cell) {
      const report = await scope.reportOf(cell);
      reports.push(report);
      const tool = copies.get(cell);
      if (tool !== undefined && isDoubtful(report, tool)) doubtful.add(report);
      return report;
    },
  };
}

/** The file that a tool was to keep. */
export function heldBy(report: CellReport): Held | null {
  const blob = report.kept[0] ?? null;
  return blob === null ? null : { blob, bytes: report.keptBytes[0] ?? 0 };
}

function specOf({ argv, stdin, stdout, sources = [], objects = [], keep }: ToolRun, cpuMs: number): CellSpec {
  const inputs: CellInput[] = [
    ...sources.map(({ path, content }) => ({ path, content })),
    ...objects.map(({ path, held }) => ({ path, content: { blob: held.blob } })),
  ];
  const inputBytes = scratchBytesOf(sources) + objects.reduce((sum, { held }) => sum + held.bytes + 4096, 0);
  return {
    policy: 'compile',
    program: { tool: argv[0] ?? '' },
    argv: [...argv],
    env: [],
    limits: {
      cpuMs,
      // A tool that reads another's output waits for it first.
      wallMs: stdin === undefined ? compileLimits.wallMs : 2 * compileLimits.wallMs,
      memoryBytes: compileLimits.memoryBytes,
      outputBytes: collectedBytes,
      processes: 1,
      stackBytes,
      scratchBytes: compileLimits.artifactBytes + spareScratchBytes + inputBytes,
      scratchInodes: submissionBounds.scratchInodes.maximum,
    },
    stdin: stdin ?? Buffer.alloc(0),
    stdout: stdout ?? 'collect',
    inputs,
    keep: keep === undefined ? [] : [{ path: keep, maximumBytes: compileLimits.artifactBytes }],
    outputs: [],
  };
}
