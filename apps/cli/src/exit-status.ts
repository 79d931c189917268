// Exit statuses, for scripts to rely on. What a program can't use for itself begins at 119, below those of signals.

import type { GradeVerdict, Verdict } from '@cellblock/contract';
import { signalNumber } from '@cellblock/runtime';

export const exitStatus = {
  ok: 0,
  failed: 1,
  usage: 64,
  gradingFailed: 119,
  compileError: 120,
  compileLimit: 121,
  memoryLimit: 122,
  outputLimit: 123,
  timeLimit: 124,
  service: 125,
  forbiddenCall: 126,
} as const;

/** When the command exits with which status, for help and manual. */
export const exitStatusTable: readonly { status: string; when: string }[] = [
  { status: 'N', when: 'run: the program ended with status N' },
  { status: '0', when: 'done; grade: every test passed' },
  { status: '1', when: 'it failed; grade: some test did not pass' },
  { status: String(exitStatus.usage), when: 'the command line, a variable or the request is wrong' },
  { status: String(exitStatus.gradingFailed), when: "grade: a grader's own program failed, or time ran out" },
  { status: String(exitStatus.compileError), when: 'the program does not compile' },
  { status: String(exitStatus.compileLimit), when: 'compiling met a limit' },
  { status: String(exitStatus.memoryLimit), when: 'run: the program wanted more memory than its limit' },
  { status: String(exitStatus.outputLimit), when: 'run: it wrote more than its limit' },
  { status: String(exitStatus.timeLimit), when: 'run: its CPU time or its wall time was up' },
  {
    status: String(exitStatus.service),
    when: 'the service failed, refused or is not there, or the output could not be written',
  },
  { status: String(exitStatus.forbiddenCall), when: 'run: it made a system call that is not allowed' },
  { status: '128+N', when: 'run: signal N ended the program; or it ended this command, 130 for Ctrl-C' },
];

/** The status for a program that ended with `exitCode` or by `signal`. */
export function statusOfRun(
  verdict: Verdict,
  run: { exitCode: number | null; signal: string | null } | null,
): number {
  switch (verdict) {
    case 'ok':
    case 'exit_nonzero':
      return run?.exitCode ?? exitStatus.service;
    case 'signal':
      return statusOfSignal(run?.signal ?? '');
    default:
      return statuses[verdict];
  }
}

const statuses: Record<Exclude<Verdict, 'ok' | 'exit_nonzero' | 'signal'>, number> = {
  compile_error: exitStatus.compileError,
  compile_limit: exitStatus.compileLimit,
  time_limit: exitStatus.timeLimit,
  wall_limit: exitStatus.timeLimit,
  memory_limit: exitStatus.memoryLimit,
  output_limit: exitStatus.outputLimit,
  forbidden_syscall: exitStatus.forbiddenCall,
  internal_error: exitStatus.service,
};

/** The status for each end of a grading. */
export const statusOfGrading: Record<GradeVerdict, number> = {
  passed: exitStatus.ok,
  failed: exitStatus.failed,
  compile_error: exitStatus.compileError,
  compile_limit: exitStatus.compileLimit,
  grading_failed: exitStatus.gradingFailed,
  internal_error: exitStatus.service,
};

/** The status for what became of a job that neither ran nor graded: a request may turn out wrong after it was taken. */
export const statusOfError = (code: string): number =>
  code === 'invalid_field' ? exitStatus.usage : exitStatus.service;

/** 128 and the number of the signal, as shells have it. */
export const statusOfSignal = (signal: string): number => 128 + signalNumber(signal);
