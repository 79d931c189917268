// What may become of a submission, in Judge0's words: its statuses, and a row a verdict.

import type { Outcome, Verdict } from '@cellblock/contract';
import { signalNumber } from '@cellblock/runtime';

export const statuses = {
  1: 'In Queue',
  2: 'Processing',
  3: 'Accepted',
  4: 'Wrong Answer',
  5: 'Time Limit Exceeded',
  6: 'Compilation Error',
  7: 'Runtime Error (SIGSEGV)',
  8: 'Runtime Error (SIGXFSZ)',
  9: 'Runtime Error (SIGFPE)',
  10: 'Runtime Error (SIGABRT)',
  11: 'Runtime Error (NZEC)',
  12: 'Runtime Error (Other)',
  13: 'Internal Error',
  14: 'Exec Format Error',
} as const;
export type StatusId = keyof typeof statuses;

const statusIds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14] as const satisfies StatusId[];

export const statusOf = (id: StatusId) => ({ id, description: statuses[id] });

export const allStatuses = () => statusIds.map(statusOf);

/** How a run ended. */
export type Ending = {
  status: StatusId;
  message: string | null;
  exit_code: number | null;
  exit_signal: number | null;
};

type Head = Outcome['head'];

const ofSignal: Readonly<Record<number, StatusId>> = { 6: 10, 8: 9, 11: 7, 25: 8 };
// What a shell says of a program that was killed, or ended by a bad system call.
const killed = 128 + 9;
const badCall = 128 + 31;
const fileTooLarge = 25;

const ended = (status: StatusId, message: string | null, more: Partial<Ending> = {}): Ending => ({
  status,
  message,
  exit_code: null,
  exit_signal: null,
  ...more,
});

const rows: Record<Verdict, (head: Head) => Ending> = {
  ok: () => ended(3, null, { exit_code: 0 }),
  exit_nonzero: ({ run }) =>
    ended(11, `Exited with error status ${run?.exitCode}`, { exit_code: run?.exitCode ?? null }),
  signal: ({ run }) => bySignal(signalNumber(run?.signal ?? '')),
  compile_error: () => ended(6, null),
  compile_limit: () => ended(6, null),
  time_limit: () => ended(5, 'Time limit exceeded'),
  wall_limit: () => ended(5, 'Time limit exceeded (wall clock)'),
  memory_limit: ({ message }) => ended(11, message, { exit_code: killed }),
  output_limit: () => bySignal(fileTooLarge),
  forbidden_syscall: ({ message }) => ended(11, message, { exit_code: badCall }),
  internal_error: ({ message }) => ended(13, message),
};

/** How it ended by itself; whether what it wrote is right is another matter. */
export const endingOf = (head: Head): Ending => rows[head.verdict](head);

const bySignal = (signal: number): Ending =>
  ended(ofSignal[signal] ?? 12, `Caught fatal signal ${signal}`, { exit_signal: signal });
