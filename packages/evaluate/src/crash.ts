// Why and where a program crashed: it is built and run once more, with AddressSanitizer, on the same input.
//
// The verdict is the first run's alone. What is told here is the program's own doing like its output: it could write
// the report itself, about itself.

import { type Crash, runLimits, type Submission, withDefaults } from '@cellblock/contract';
import type { CellReport } from '@cellblock/sandbox';
import type { Turn } from './capacity.js';
import type { CellScope } from './cell-scope.js';
import { type Compilers, compile } from './compile.js';
import { readCrashReport } from './crash-report.js';
import { addressOptions, reportInTurn, runSpecOf } from './run.js';
import type { Held } from './tool-cells.js';
import { workspaceOf } from './workspace.js';

const explained = new Set(['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGABRT']);

// The sanitizer adds the number of the process, which is 2 in every cell.
const reportName = 'crash-report';
const reportPath = `${reportName}.2`;
// Many times what the sanitizer writes of its longest stack, since each allocation that fails adds a line before it. The
// program can write to that file too.
const largestReport = 1024 * 1024;

/** What the sanitizer is told: to catch what a signal would end, and to write about it into a file of its own. */
function optionsFor({ compiler, limits }: Submission): string {
  // No cell bounds the address space of a sanitized program, so a request beyond that of the first run must fail here.
  const isBounded = compiler.sanitize.length === 0;
  const largestMebibytes = Math.floor(withDefaults(limits).addressSpaceBytes / (1024 * 1024));
  return [
    `log_path=/tmp/${reportName}`,
    ...addressOptions,
    'handle_abort=1',
    'handle_sigill=1',
    'allocator_may_return_null=1', // as malloc does
    ...(isBounded ? [`max_allocation_size_mb=${largestMebibytes}`] : []),
  ].join(':');
}

type Means = { scope: CellScope; turn: Turn; compilers: Compilers };

/** Why a program crashed whose first run ended so; null where that was no crash, or the second run shows none. */
export async function explainCrash(
  { scope, turn, compilers }: Means,
  submission: Submission,
  { cause, signal }: CellReport,
): Promise<Crash | null> {
  const isCrash = cause === 'signal' && signal !== null && explained.has(signal);
  // What `sealed` hands in comes over a socket that sanitized programs don't have.
  if (!isCrash || submission.profile === 'sealed' || compilers.toolchain.compilers.gcc === undefined)
    return null;
  const checked = underSanitizer(submission);
  await scope.waitFor(turn.hold());
  const artifact = await build(scope, compilers, checked);
  if (artifact === null) return null;
  const spec = runSpecOf(checked, artifact.blob);
  const others = spec.env.filter((variable) => !variable.startsWith('ASAN_'));
  const env = [...others, `ASAN_OPTIONS=${optionsFor(submission)}`];
  const wanted = [{ path: reportPath, maximumBytes: largestReport }];
  const { outputs } = await reportInTurn(scope, turn, { ...spec, env, outputs: wanted });
  const text = outputs[0]?.toString('utf8') ?? '';
  return readCrashReport(
    text,
    workspaceOf(submission).files.map(({ path }) => path),
  );
}

// Without optimization every call has its frame and nothing is left out. Some programs link only with it (`inline`).
async function build(scope: CellScope, compilers: Compilers, submission: Submission): Promise<Held | null> {
  const optimize = (level: Submission['compiler']['optimize']) =>
    compile(scope, compilers, { ...submission, compiler: { ...submission.compiler, optimize: level } });
  const { artifact } = await optimize('0');
  return artifact ?? (await optimize(submission.compiler.optimize)).artifact;
}

/** The same program as gcc builds it with AddressSanitizer; it may have twice the memory, which that needs. */
function underSanitizer(submission: Submission): Submission {
  const { memoryBytes } = withDefaults(submission.limits);
  return {
    ...submission,
    profile: submission.profile === 'processes' ? 'processes' : 'standard',
    // Without warnings, as one may have been made an error, and all of them have been told.
    compiler: {
      ...submission.compiler,
      name: 'gcc',
      link: 'dynamic',
      warnings: [],
      sanitize: ['address'],
    },
    limits: { ...submission.limits, memoryBytes: Math.min(2 * memoryBytes, runLimits.memoryBytes.maximum) },
    outputs: [],
  };
}
