// One run of an artifact: what its cell is told, and what the user is told of it.

import {
  type Outcome,
  runLimits,
  type Submission,
  submissionBounds,
  withDefaults,
} from '@cellblock/contract';
import type { BlobId, CellReport, CellSpec } from '@cellblock/sandbox';
import type { Turn } from './capacity.js';
import type { CellScope } from './cell-scope.js';
import { forbiddenSyscallOf } from './forbidden.js';
import { mostFileBytes } from './frame-room.js';
import { sanitizersOf } from './options.js';
import { inputsOf } from './workspace.js';

/** What every program is started with. */
export const environment: readonly string[] = ['PATH=/usr/bin:/bin', 'HOME=/tmp', 'LANG=C.UTF-8'];

/**
 * What every AddressSanitizer is told. Its leak detection stops its own process by ptrace, which no profile allows; what it
 * keeps of freed memory would by itself be as large as the usual memory limit.
 */
export const addressOptions: readonly string[] = [
  'detect_leaks=0',
  'disable_coredump=0',
  'quarantine_size_mb=16',
];
const sanitizerEnvironment = { address: [`ASAN_OPTIONS=${addressOptions.join(':')}`], undefined: [] };

// The most that all requested scratch files together bring back, however they were made.
const returnedBytes = 64 * 1024 * 1024;

/**
 * For how long a program's wall clock may stand still, as it waits for a place. How long that takes is others' doing, so
 * who has a small limit may wait for as long as who has the largest.
 */
export const standingMs = 10 * runLimits.wallMs.maximum;

/** The cell of a run. */
export function runSpecOf(submission: Submission, artifact: BlobId): CellSpec {
  const limits = withDefaults(submission.limits);
  const { compiler, outputs } = submission;
  const largestOutput = Math.min(
    limits.scratchBytes,
    mostFileBytes,
    Math.floor(returnedBytes / Math.max(1, outputs.length)),
  );
  return {
    policy: submission.profile,
    program: { blob: artifact },
    argv: ['./a.out', ...submission.args],
    env: [...environment, ...sanitizersOf(compiler).flatMap((name) => sanitizerEnvironment[name])],
    limits: { ...limits, standingMs, scratchInodes: submissionBounds.scratchInodes.maximum },
    stdin: Buffer.from(submission.stdin, submission.stdinEncoding),
    stdout: 'collect',
    inputs: inputsOf(submission),
    keep: [],
    outputs: outputs.map((path) => ({ path, maximumBytes: largestOutput })),
    sanitized: compiler.sanitize.length > 0,
  };
}

/** What is kept for a cell while it runs: what it may have, what it was given, and what it may have written. */
export function keptBytes({ limits, stdin, inputs }: CellSpec): number {
  const given = [stdin, ...inputs.map(({ content }) => content)].filter(Buffer.isBuffer);
  const givenBytes = given.reduce((sum, { length }) => sum + length, 0);
  return limits.memoryBytes + 2 * limits.outputBytes + givenBytes;
}

/** The report of a cell that runs in a turn, as soon as that has its place. Rejects as scope.reportOf. */
export async function reportInTurn(scope: CellScope, turn: Turn, spec: CellSpec): Promise<CellReport> {
  await scope.waitFor(turn.hold());
  const cell = scope.start(spec);
  turn.runs(cell, keptBytes(spec));
  return scope.reportOf(cell);
}

type Ran = Pick<Outcome, 'chunks' | 'outputs'> & { run: NonNullable<Outcome['head']['run']> };

/** A run as it is told: exit code and signal only where the program ended by itself. */
export function runResultOf(submission: Submission, report: CellReport, limit: Ran['run']['limit']): Ran {
  const returned = report.outputs.flatMap((bytes, index) => {
    const path = submission.outputs[index];
    return bytes === null || path === undefined ? [] : [{ path, bytes }];
  });
  const { cause, exitCode, signal, syscall, truncated, usage } = report;
  return {
    run: {
      truncated,
      exitCode: cause === 'exit' ? exitCode : null,
      signal: cause === 'signal' ? signal : null,
      limit,
      forbiddenSyscall: forbiddenSyscallOf(syscall),
      crash: null,
      outputs: returned.map(({ path, bytes }) => ({ path, bytes: bytes.length })),
      usage,
    },
    chunks: report.chunks,
    outputs: returned.map(({ bytes }) => bytes),
  };
}
