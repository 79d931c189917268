// What came of a submission, as Piston's stages.

import type { CompileResult, Result, RunResult, Verdict } from '@cellblock/contract';
import { signalNumber } from '@cellblock/runtime';
import type { Runtime } from './runtimes.js';

export type Stage = {
  stdout: string;
  stderr: string;
  output: string;
  code: number | null;
  signal: string | null;
  message: string | null;
  status: 'RE' | 'SG' | 'TO' | 'OL' | 'EL' | 'XX' | null;
  cpu_time: number;
  wall_time: number;
  memory: number;
};

type End = Pick<Stage, 'code' | 'signal' | 'message' | 'status'>;

/** What POST /execute answers. Where nothing was run, `run` is a copy of `compile`, as Piston has it for old clients. */
export function answerOf({ language, version }: Runtime, result: Result) {
  const { compile, run } = result;
  const stage = compile === null ? failed(result) : compileStage(compile);
  return { language, version, run: run === null ? stage : runStage(run, result), compile: stage };
}

const limitEnds: Record<NonNullable<CompileResult['limit']>, Omit<End, 'code'>> = {
  cpu: { signal: 'SIGKILL', status: 'TO', message: 'Time limit exceeded' },
  wall: { signal: 'SIGKILL', status: 'TO', message: 'Time limit exceeded (wall clock)' },
  memory: { signal: 'SIGKILL', status: 'SG', message: 'Memory limit exceeded' },
  size: { signal: 'SIGKILL', status: 'SG', message: 'the program is too large' },
  output: { signal: 'SIGKILL', status: 'EL', message: 'stderr length exceeded' },
};

/** The stage compile. */
export function compileStage({ output, exitCode, ok, limit, usage }: CompileResult): Stage {
  const end: End =
    limit !== null
      ? { code: null, ...limitEnds[limit] }
      : ok
        ? { code: 0, signal: null, message: null, status: null }
        : exited(exitCode ?? 1);
  return { stdout: '', stderr: output, output, ...end, ...used(usage) };
}

/** The stage run. */
export function runStage(run: RunResult, { verdict, message }: Pick<Result, 'verdict' | 'message'>): Stage {
  const text = (stream: 'stdout' | 'stderr' | 'output') =>
    Buffer.from(run[stream], run.encoding).toString('utf8');
  return {
    ...{ stdout: text('stdout'), stderr: text('stderr'), output: text('output') },
    ...endOf(verdict, run, message),
    ...used(run.usage),
  };
}

type Ran = Pick<RunResult, 'exitCode' | 'signal' | 'truncated'>;

const killed = (status: Stage['status'], message: string): End => ({
  ...{ code: null, signal: 'SIGKILL', status, message },
});

const ends: Record<Verdict, (run: Ran, message: string) => End> = {
  ok: () => ({ code: 0, signal: null, message: null, status: null }),
  exit_nonzero: ({ exitCode }) => exited(exitCode ?? 1),
  signal: ({ signal }) => ({
    ...{ code: null, signal, status: 'SG', message: `Caught fatal signal ${signalNumber(signal ?? '')}` },
  }),
  time_limit: () => killed('TO', 'Time limit exceeded'),
  wall_limit: () => killed('TO', 'Time limit exceeded (wall clock)'),
  // Piston tells neither of these two from other kills.
  memory_limit: () => killed('SG', 'Memory limit exceeded'),
  forbidden_syscall: (_, message) => ({ code: null, signal: 'SIGSYS', status: 'SG', message }),
  output_limit: ({ truncated }) =>
    truncated.stdout ? killed('OL', 'stdout length exceeded') : killed('EL', 'stderr length exceeded'),
  compile_error: (_, message) => killed('XX', message),
  compile_limit: (_, message) => killed('XX', message),
  internal_error: (_, message) => killed('XX', message),
};

/** How a run ended. */
export const endOf = (verdict: Verdict, run: Ran, message: string): End => ends[verdict](run, message);

const exited = (code: number): End => ({
  ...{ code, signal: null, status: 'RE', message: `Exited with error status ${code}` },
});

const failed = ({ message }: Result): Stage => ({
  ...{ stdout: '', stderr: '', output: '', ...killed('XX', message) },
  ...{ cpu_time: 0, wall_time: 0, memory: 0 },
});

const used = ({ cpuMs, wallMs, memoryBytes }: RunResult['usage']) => ({
  cpu_time: Math.round(cpuMs),
  wall_time: Math.round(wallMs),
  memory: memoryBytes,
});
