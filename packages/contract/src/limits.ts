// The one table of limits: every default and maximum a user meets, and the operator's bounds on compiling.

import { z } from 'zod';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

/** Limits a submission may set for its run. Units are in the names; `processes` counts threads as well. */
export const runLimits = {
  cpuMs: {
    default: 5_000,
    minimum: 10,
    maximum: 30_000,
    about: 'CPU time of all threads and processes together',
  },
  wallMs: {
    default: 10_000,
    minimum: 10,
    maximum: 60_000,
    about: 'time from start to end, waiting included',
  },
  memoryBytes: {
    default: 256 * MiB,
    minimum: 4 * MiB,
    maximum: 1024 * MiB,
    about: 'peak memory, scratch files included',
  },
  addressSpaceBytes: {
    default: 1024 * GiB,
    minimum: 16 * MiB,
    maximum: 1024 * GiB,
    about: 'address space of each process: beyond it malloc and mmap fail; not with sanitizers',
  },
  outputBytes: { default: 1 * MiB, minimum: 0, maximum: 16 * MiB, about: 'stdout and stderr, each' },
  processes: {
    default: 32,
    minimum: 1,
    maximum: 128,
    about: 'threads; in the profile `processes` processes too',
  },
  stackBytes: { default: 8 * MiB, minimum: 64 * 1024, maximum: 256 * MiB, about: 'stack of the main thread' },
  scratchBytes: {
    default: 16 * MiB,
    minimum: 64 * 1024,
    maximum: 256 * MiB,
    about: 'files in the scratch directory: beyond it one alone gets SIGXFSZ, several together ENOSPC',
  },
} as const;

export type RunLimitName = keyof typeof runLimits;

/** Bounds on what a submission may hold. */
export const submissionBounds = {
  sourceBytes: { maximum: 1 * MiB, about: 'all sources together' },
  sourceFiles: { maximum: 64, about: 'number of source files' },
  stdinBytes: { maximum: 16 * MiB, about: 'standard input' },
  args: { maximum: 64, about: 'number of arguments' },
  argBytes: { maximum: 4096, about: 'one argument' },
  inputFiles: { maximum: 64, about: 'number of scratch files put in before the run' },
  inputBytes: { maximum: 16 * MiB, about: 'all scratch inputs together' },
  outputFiles: { maximum: 64, about: 'number of scratch files returned' },
  scratchInodes: { maximum: 1000, about: 'files and directories in the scratch directory' },
} as const;

/** Bounds on what a grading may hold, and on what is done and told of it. */
export const gradingBounds = {
  tests: { maximum: 1000, about: 'number of tests' },
  dataBytes: { maximum: 32 * MiB, about: 'stdin, inputs and expected output of all tests together' },
  expectedBytes: { maximum: 16 * MiB, about: 'the expected output of one test' },
  points: { maximum: 1_000_000, about: 'the points of one test' },
  nameCharacters: { maximum: 100, about: 'the name of a test or a group' },
  patternBytes: { maximum: 1000, about: 'the pattern of one test with the checker regex' },
  patternSize: { maximum: 500, about: 'instructions that a pattern of the checker regex compiles to' },
  patternOutputBytes: { maximum: 16 * 1024, about: 'output that the checker regex reads; more is wrong' },
  unorderedLines: { maximum: 100_000, about: 'lines that the checker unordered takes; more are wrong' },
  shownCharacters: {
    maximum: 500,
    about: 'what is shown of stdout, stderr and the words of a checker, each',
  },
  differenceCharacters: { maximum: 80, about: 'what is shown of a line around a difference' },
  totalMs: {
    maximum: 300_000,
    about: 'time of a whole grading; tests that have not begun by then are skipped',
  },
} as const;

/** Bounds on a paste. */
export const pasteBounds = {
  titleCharacters: { maximum: 100, about: 'the title' },
  submissionBytes: { maximum: 4 * MiB, about: 'the submission as JSON' },
  resultBytes: { maximum: 4 * MiB, about: 'the result as JSON; a larger one is not kept' },
  lifeS: { maximum: 10 * 365 * 24 * 3600, about: 'seconds for which a paste may be asked to be kept' },
  listed: { maximum: 100, about: 'recent pastes told at once' },
} as const;

/** Bounds on what a batch may hold. */
export const batchBounds = {
  submissions: { maximum: 500, about: 'number of submissions' },
} as const;

/** Bounds on a session, besides those of its submission. */
export const sessionBounds = {
  messageBytes: { maximum: 2 * MiB, about: 'one message' },
  typedBytes: { maximum: 16 * MiB, about: 'all that is typed in a session' },
  messages: { maximum: 100_000, about: 'number of messages in a session' },
  startMs: { maximum: 60_000, about: 'time until the first message' },
  sessions: { maximum: 200, about: 'sessions at once, in one process of the API' },
} as const;

/** Bounds on what an assistant may have at once, besides those of a submission. */
export const toolBounds = {
  outputBytes: { default: 64 * 1024, maximum: 1 * MiB, about: 'stdout and stderr of run_c, each' },
  shownCharacters: { maximum: 8 * 1024, about: 'what the text of an answer shows of each stream' },
} as const;

/** Bounds on each tool of a compilation (compiler, assembler, linker). The operator's; a submission can't set them. */
export const compileLimits = {
  cpuMs: 10_000,
  wallMs: 20_000,
  memoryBytes: 512 * MiB,
  artifactBytes: 32 * MiB,
  diagnosticsBytes: 64 * 1024,
} as const;

const field = (name: RunLimitName) => {
  const { minimum, maximum, about } = runLimits[name];
  return z
    .number()
    .min(minimum)
    .max(maximum)
    .int()
    .optional()
    .meta({ description: `${about}; default ${runLimits[name].default}` });
};

/** The `limits` of a submission. A value out of range is an error that names field and bound, never a clamp. */
export const Limits = z
  .strictObject({
    cpuMs: field('cpuMs'),
    wallMs: field('wallMs'),
    memoryBytes: field('memoryBytes'),
    addressSpaceBytes: field('addressSpaceBytes'),
    outputBytes: field('outputBytes'),
    processes: field('processes'),
    stackBytes: field('stackBytes'),
    scratchBytes: field('scratchBytes'),
  })
  .meta({ id: 'Limits', description: 'Bounds on the run; each is optional.' });
export type Limits = z.infer<typeof Limits>;

/** Every limit with a value. */
export type FullLimits = Record<RunLimitName, number>;

/** The given limits with the defaults filled in. */
export function withDefaults(given: Limits): FullLimits {
  return {
    cpuMs: given.cpuMs ?? runLimits.cpuMs.default,
    wallMs: given.wallMs ?? runLimits.wallMs.default,
    memoryBytes: given.memoryBytes ?? runLimits.memoryBytes.default,
    addressSpaceBytes: given.addressSpaceBytes ?? runLimits.addressSpaceBytes.default,
    outputBytes: given.outputBytes ?? runLimits.outputBytes.default,
    processes: given.processes ?? runLimits.processes.default,
    stackBytes: given.stackBytes ?? runLimits.stackBytes.default,
    scratchBytes: given.scratchBytes ?? runLimits.scratchBytes.default,
  };
}

const pageBytes = 4096;

/** Bytes that files take up of `scratchBytes`, where each begins a page of its own. */
export function scratchBytesOf(files: readonly { content: Uint8Array }[]): number {
  return files.reduce((sum, { content }) => sum + Math.ceil(content.length / pageBytes) * pageBytes, 0);
}
