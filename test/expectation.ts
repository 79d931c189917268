// What a program of test/programs says about its own result: the `expect` lines of its head.

import { Diagnostic } from '@cellblock/contract';
import { z } from 'zod';

const Some = z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]);

/** The expectations a head may hold. A list means that any of its members will do. */
export const Expectation = z.strictObject({
  exitCode: z.int().optional(),
  signal: Some.optional(),
  limit: Some.optional(),
  /** Name of the refused call, or names where libc is free to choose. */
  syscall: Some.optional(),
  abi: z.enum(['x86_64', 'i386', 'x32']).optional(),
  /** What stopped the compilation. */
  compileLimit: Some.optional(),
  /** The stream that was cut. */
  truncated: z.enum(['stdout', 'stderr']).optional(),
  stdout: z.string().optional(),
  stdoutContains: z.string().optional(),
  stdoutBytes: z.int().optional(),
  stderrContains: z.string().optional(),
  /** Whether the compiler's output was cut. */
  compileTruncated: z.boolean().optional(),
  /** Text in the compiler's output. */
  compileContains: z.string().optional(),
  /** Text that must be nowhere in the reply. */
  nowhere: z.string().optional(),
  /** One of the diagnostics has these members; its message holds the given one. */
  diagnostic: Diagnostic.partial().optional(),
  /** Text in the line for a person. */
  message: z.string().optional(),
  /** Contents of returned scratch files, as text. */
  outputs: z.record(z.string(), z.string()).optional(),
});
export type Expectation = z.infer<typeof Expectation>;
