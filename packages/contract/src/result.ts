// What the user is told: the verdict and all that was seen on the way to it.

import { z } from 'zod';
import { Profile } from './submission.js';

export const verdicts = {
  ok: 'the program ended with status 0',
  exit_nonzero: 'the program ended with another status',
  signal: 'a signal ended the program, for instance a segmentation fault',
  compile_error: 'the compiler, assembler or linker refused the program, or its artifact was refused',
  compile_limit: 'compiling met a limit: time, memory, size of the artifact or of the diagnostics',
  time_limit: 'the program used up its CPU time',
  wall_limit: 'the program was still there when its wall time was up',
  memory_limit: 'the program wanted more memory than its limit',
  output_limit: 'the program wrote more than its limit to stdout or stderr',
  forbidden_syscall: 'the program made a system call that its profile does not allow',
  internal_error: 'Cellblock failed, not the program; it says so and counts it',
} as const;

export const Verdict = z
  .enum(Object.keys(verdicts) as [keyof typeof verdicts, ...(keyof typeof verdicts)[]])
  .meta({ id: 'Verdict', description: 'What became of the program.' });
export type Verdict = z.infer<typeof Verdict>;

const Count = z.int().nonnegative();

export const Usage = z
  .strictObject({ cpuMs: z.number().nonnegative(), wallMs: z.number().nonnegative(), memoryBytes: Count })
  .meta({ id: 'Usage', description: 'CPU time of the whole tree, wall time, and peak memory.' });
export type Usage = z.infer<typeof Usage>;

export const Diagnostic = z
  .strictObject({
    severity: z.enum(['note', 'warning', 'error', 'fatal']),
    file: z.string().nullable(),
    line: Count.nullable(),
    column: Count.nullable(),
    endColumn: Count.nullable(),
    message: z.string(),
    option: z.string().nullable(),
  })
  .meta({
    id: 'Diagnostic',
    description:
      'One message of the compiler. Lines and columns count from 1; columns count characters (code points) of the line, except in headers of the system, where they are as gcc prints them.',
  });
export type Diagnostic = z.infer<typeof Diagnostic>;

export const CompileResult = z
  .strictObject({
    ok: z.boolean(),
    exitCode: z.int().nullable(),
    output: z.string(),
    truncated: z.boolean(),
    diagnostics: z.array(Diagnostic),
    limit: z.enum(['cpu', 'wall', 'memory', 'size', 'output']).nullable(),
    cached: z.boolean(),
    usage: Usage,
  })
  .meta({ id: 'CompileResult', description: 'What compiling gave.' });
export type CompileResult = z.infer<typeof CompileResult>;

export const ForbiddenSyscall = z
  .strictObject({
    name: z.string(),
    number: z.int(),
    abi: z.enum(['x86_64', 'i386', 'x32']),
    args: z.array(z.string().regex(/^0x[0-9a-f]+$/)).length(6),
    allowedIn: z
      .array(Profile)
      .default([])
      .meta({ description: 'The profiles in which a program may make this very call.' }),
  })
  .meta({
    id: 'ForbiddenSyscall',
    description: 'The call that was refused; arguments as hexadecimal numbers.',
  });
export type ForbiddenSyscall = z.infer<typeof ForbiddenSyscall>;

export const OutputFile = z
  .strictObject({ path: z.string(), content: z.string(), encoding: z.enum(['utf8', 'base64']) })
  .meta({ id: 'OutputFile', description: 'A scratch file that was asked for and was there.' });
export type OutputFile = z.infer<typeof OutputFile>;

/** So many frames of a crash are told; there may have been more. */
export const mostFrames = 32;

const Frame = z
  .strictObject({ function: z.string(), file: z.string(), line: Count })
  .meta({ id: 'Frame', description: "A place in the program's own files." });

export const Crash = z
  .strictObject({
    reason: z.string().meta({ description: 'What went wrong, in a few words for a person.' }),
    frames: z.array(Frame).meta({ description: `Where: the innermost call first, at most ${mostFrames}.` }),
  })
  .meta({
    id: 'Crash',
    description:
      'Why and where a signal ended the program, as AddressSanitizer saw it in a second run of the same source on the same input. A program that does not do the same twice may have ended elsewhere.',
  });
export type Crash = z.infer<typeof Crash>;

export const RunResult = z
  .strictObject({
    stdout: z.string(),
    stderr: z.string(),
    output: z.string(),
    encoding: z.enum(['utf8', 'base64']),
    truncated: z.strictObject({ stdout: z.boolean(), stderr: z.boolean() }),
    exitCode: z.int().nullable(),
    signal: z.string().nullable(),
    limit: z.enum(['cpu', 'wall', 'memory', 'output', 'processes']).nullable(),
    forbiddenSyscall: ForbiddenSyscall.nullable(),
    crash: Crash.nullable().meta({ description: 'Only where it was asked for by `explainCrash`.' }),
    outputs: z.array(OutputFile),
    usage: Usage,
  })
  .meta({ id: 'RunResult', description: 'What running gave; partial output is kept on every verdict.' });
export type RunResult = z.infer<typeof RunResult>;

const Ms = z.number().nonnegative();

export const Stage = z
  .strictObject({
    name: z.string().meta({ description: 'cc1, as, ld.gold, ld.bfd, tcc or run' }),
    startMs: Ms.meta({ description: 'when its cell was asked for, since the worker took the job' }),
    ms: Ms.meta({ description: 'from then to its report: the wait for a cell included' }),
    cellMs: Ms.meta({ description: 'of these, what passed in the cell' }),
  })
  .meta({ id: 'Stage', description: 'One cell of a submission.' });
export type Stage = z.infer<typeof Stage>;

export const Timings = z
  .strictObject({
    totalMs: Ms.meta({ description: 'from the request received to the answer ready' }),
    queueMs: Ms.meta({ description: 'of these, all but the worker: the API and the queue, both ways' }),
    stages: z.array(Stage).meta({ description: 'in order of their start; piped tools overlap' }),
  })
  .meta({
    id: 'Timings',
    description: 'Where the time went, by monotonic clocks; only where it was asked for.',
  });
export type Timings = z.infer<typeof Timings>;

export const Result = z
  .strictObject({
    id: z.string(),
    verdict: Verdict,
    message: z.string().meta({ description: 'One line for a person.' }),
    compile: CompileResult.nullable(),
    run: RunResult.nullable(),
    timings: Timings.optional(),
  })
  .meta({ id: 'Result', description: 'The answer to a submission.' });
export type Result = z.infer<typeof Result>;
