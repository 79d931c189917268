// How a program ended, in lines for a person and as a status.

import {
  type CompileResult,
  type Crash,
  type ForbiddenSyscall,
  hintsFor,
  mostFrames,
  type RunResult,
  type Timings,
  type Usage,
  type Verdict,
} from '@cellblock/contract';
import { paintFor } from '../colours.js';
import { statusOfRun } from '../exit-status.js';
import { printable } from '../printable.js';
import type { Terminal } from '../terminal.js';
import { unsentHeaders } from './unsent.js';

/** A result, with or without its output. */
export type Ended = {
  verdict: Verdict;
  message: string;
  compile: CompileResult | null;
  run: {
    exitCode: number | null;
    signal: string | null;
    limit: RunResult['limit'];
    forbiddenSyscall: ForbiddenSyscall | null;
    crash: Crash | null;
    usage: Usage;
    truncated: { stdout: boolean; stderr: boolean };
  } | null;
  timings?: Timings | undefined;
};

/** Says on stderr how the program of `paths` ended where that is no ordinary end; returns the status to exit with. */
export function tellEnd(ended: Ended, paths: readonly string[], terminal: Terminal): number {
  const { verdict, message, compile, run, timings } = ended;
  const paint = paintFor(terminal, 'stderr');
  const isOrdinary = verdict === 'ok' || (verdict === 'exit_nonzero' && run?.limit !== 'processes');
  if (!isOrdinary) {
    terminal.warn(paint('red', `cellblock: ${printable(message)}`));
  }
  for (const { text } of hintsFor(compile)) terminal.warn(text);
  for (const line of permissionLines(run?.forbiddenSyscall ?? null)) terminal.warn(line);
  for (const path of unsentHeaders(compile, paths))
    terminal.warn(`Name ${printable(path)} too: it is there, but only what is named is sent.`);
  for (const line of crashLines(run?.crash ?? null)) terminal.warn(paint('red', line));
  for (const line of timingLines(timings, run?.usage)) terminal.warn(paint('dim', line));
  return statusOfRun(verdict, run);
}

function permissionLines(forbidden: ForbiddenSyscall | null): string[] {
  const options = (forbidden?.allowedIn ?? []).map((profile) => `--profile ${profile}`);
  return options.length === 0 ? [] : [`It is allowed with ${options.join(' or ')}.`];
}

function crashLines(crash: Crash | null): string[] {
  if (crash === null) return [];
  const frames = crash.frames.map(({ function: name, file, line }) => `  in ${name}, ${file}:${line}`);
  return [crash.reason, ...folded(frames)].map(printable);
}

/** Frames with runs of equal ones, as of a recursion, as one and how many more there are. */
function folded(frames: readonly string[]): string[] {
  return frames.flatMap((frame, start) => {
    if (frames[start - 1] === frame) return [];
    const next = frames.findIndex((other, index) => index > start && other !== frame);
    const end = next === -1 ? frames.length : next;
    const more = end - start - 1;
    if (more <= 1) return frames.slice(start, end);
    return [frame, `  … the same ${end === mostFrames ? 'at least ' : ''}${more} more times`];
  });
}

function timingLines(timings: Timings | undefined, usage: Usage | undefined): string[] {
  if (timings === undefined) return [];
  const stages = timings.stages.map(
    ({ name, startMs, ms, cellMs }) =>
      `  ${name.padEnd(8)} ${shown(ms)}, from ${shown(startMs)}, in its cell ${shown(cellMs)}`,
  );
  const used =
    usage === undefined
      ? []
      : [
          `  CPU ${shown(usage.cpuMs)}, wall ${shown(usage.wallMs)}, memory ${Math.ceil(usage.memoryBytes / 1024)} KiB`,
        ];
  // Those that come with events are the worker's own, which knows of no queue.
  const { totalMs, queueMs } = timings;
  const where = queueMs === 0 ? 'in the worker' : `in all, of these ${shown(queueMs)} in the queue`;
  return [`${shown(totalMs)} ${where}`, ...stages, ...used];
}

const shown = (ms: number) => `${ms.toFixed(1)} ms`;
