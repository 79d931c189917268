// From what the warden saw of a tool to what became of compiling: one table of rules, the first that holds decides.

import { type CompileResult, compileLimits } from '@cellblock/contract';
import { type CellReport, SandboxError } from '@cellblock/sandbox';
import { signalInWords } from './signals.js';
import { syscallInWords } from './verdict.js';

export type Tool = 'cc1' | 'as' | 'ld' | 'tcc';

/** Why there is no artifact. `explanation` is a line for the output where the tool itself says nothing. */
export type Failure = {
  verdict: 'compile_error' | 'compile_limit';
  limit: CompileResult['limit'];
  exitCode: number | null;
  message: string;
  explanation: string | null;
};

const inWords: Record<Tool, string> = {
  cc1: 'the compiler',
  as: 'the assembler',
  ld: 'the linker',
  tcc: 'the compiler',
};

type Rule = {
  when: (report: CellReport, tool: Tool) => boolean;
  limit: CompileResult['limit'];
  /** The rest of a sentence that begins with the tool; null: the tool has said it itself. */
  explanation: ((report: CellReport) => string) | null;
};

const seconds = (ms: number) => `${ms / 1000} s`;
const mebibytes = (bytes: number) => `${bytes / 1024 / 1024} MiB`;

const rules: readonly Rule[] = [
  {
    when: ({ cause }) => cause === 'cpu',
    limit: 'cpu',
    explanation: () => `was stopped: compiling may use ${seconds(compileLimits.cpuMs)} of CPU time in all`,
  },
  {
    when: ({ cause }) => cause === 'wall',
    limit: 'wall',
    explanation: () => `was stopped after ${seconds(compileLimits.wallMs)}`,
  },
  {
    when: ({ cause }) => cause === 'memory',
    limit: 'memory',
    explanation: () => `was stopped: it may use ${mebibytes(compileLimits.memoryBytes)} of memory`,
  },
  {
    when: ({ cause }) => cause === 'output',
    limit: 'output',
    explanation: () => 'was stopped: it printed too much',
  },
  {
    // The warden bounds the size of files, and no tool raises this by itself.
    when: ({ cause, signal, keptTooLarge }) =>
      (cause === 'signal' && signal === 'SIGXFSZ') || keptTooLarge.some(Boolean),
    limit: 'size',
    explanation: () => `was stopped: its output may have ${mebibytes(compileLimits.artifactBytes)}`,
  },
  {
    when: ({ cause }) => cause === 'syscall',
    limit: null,
    explanation: ({ syscall }) => `tried a disallowed system call: ${syscallInWords(syscall)}`,
  },
  {
    when: ({ cause }) => cause === 'signal',
    limit: null,
    explanation: ({ signal }) => `crashed: ${signalInWords(signal)}`,
  },
  {
    // gcc's ICE_EXIT_CODE; it changes the words alone, the verdict is that of any other failure.
    when: ({ cause, exitCode }, tool) => tool === 'cc1' && cause === 'exit' && exitCode === 4,
    limit: null,
    explanation: () => 'crashed: internal compiler error',
  },
  {
    when: ({ cause, exitCode }) => cause === 'exit' && exitCode !== 0,
    limit: null,
    explanation: null,
  },
  {
    when: ({ cause, kept }) => cause === 'exit' && kept.some((blob) => blob === null),
    limit: null,
    explanation: () => 'left no regular file',
  },
];

/** Why the tool did not do its work, or null where it did. An end that no tool can bring about throws SandboxError. */
export function failureOf(tool: Tool, report: CellReport): Failure | null {
  const rule = rules.find(({ when }) => when(report, tool));
  if (rule !== undefined) return failureBy(rule, tool, report);
  if (report.cause !== 'exit') throw new SandboxError(tool, report.cause);
  return null;
}

/** A limit on compiling that is met without a tool having been stopped. */
export function overLimit(limit: 'size', explanation: string): Failure {
  return { verdict: 'compile_limit', limit, exitCode: null, message: limitMessage(limit), explanation };
}

function failureBy({ limit, explanation }: Rule, tool: Tool, report: CellReport): Failure {
  const reason = explanation?.(report) ?? null;
  return {
    verdict: limit === null ? 'compile_error' : 'compile_limit',
    limit,
    exitCode: report.exitCode,
    message: limit === null ? errorMessage(tool, reason) : limitMessage(limit),
    explanation: reason === null ? null : `cellblock: ${inWords[tool]} ${reason}`,
  };
}

function errorMessage(tool: Tool, reason: string | null): string {
  return reason === null ? 'Compilation failed' : `Compilation failed: ${inWords[tool]} ${reason}`;
}

function limitMessage(limit: NonNullable<CompileResult['limit']>): string {
  const limits = {
    cpu: 'Compilation timeout',
    wall: 'Compilation timeout (wall clock)',
    memory: 'Compilation memory limit exceeded',
    size: 'Compilation size limit exceeded',
    output: 'Compilation output limit exceeded',
  };
  return limits[limit];
}
