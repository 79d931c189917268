// One run of an artifact: what its cell is told, and what the user is told of it.

import { type Outcome, type Submission, submissionBounds, withDefaults } from '@cellblock/contract';
import type { BlobId, CellReport, CellSpec } from '@cellblock/sandbox';
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
    limits: { ...limits, scratchInodes: submissionBounds.scratchInodes.maximum },
    stdin: Buffer.from(submission.stdin, submission.stdinEncoding),
    stdout: 'collect',
    inputs: inputsOf(submission),
    keep: [],
    outputs: outputs.map((path) => ({ path, maximumBytes: largestOutput })),
    sanitized: compiler.sanitize.length > 0,
  };
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
