// What happens to a job, told while it happens: what a worker emits, and what a client is sent.

import { z } from 'zod';
import { GradeResult, TestResult } from './grade-result.js';
import { JobError } from './job-status.js';
import { type Chunk, OutcomeHead } from './outcome.js';
import { CompileResult } from './result.js';

/** What a worker tells of a job besides output. A kind of job with more to tell adds its rows here. */
export const Step = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('compiling') }),
    z.strictObject({ type: z.literal('diagnostics'), compile: CompileResult }),
    z.strictObject({ type: z.literal('running') }),
    z.strictObject({ type: z.literal('test'), result: TestResult }),
    z.strictObject({ type: z.literal('restarted'), reason: z.string() }),
  ])
  .meta({
    id: 'Step',
    description:
      'What happens to a job before its end; after `restarted` all begins anew, and what was told before counts no more.',
  });
export type Step = z.infer<typeof Step>;

/** What happens to a job, as its worker sees it. */
export type Progress = Step | { type: Chunk['stream']; bytes: Buffer };

/** Hears what happens to a job; never throws. */
export type Emit = (event: Progress) => void;

/** An event as a client gets it; the last three end the stream. */
export const JobEvent = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('queued'), position: z.int().nonnegative().nullable() }),
    ...Step.options,
    z.strictObject({
      type: z.enum(['stdout', 'stderr']),
      content: z.string(),
      encoding: z.enum(['utf8', 'base64']),
    }),
    z.strictObject({ type: z.literal('verdict'), result: z.union([OutcomeHead, GradeResult]) }),
    z.strictObject({ type: z.literal('error'), error: JobError }),
    z.strictObject({ type: z.literal('cancelled') }),
  ])
  .meta({
    id: 'JobEvent',
    description:
      'What happens to a job. `queued` is always the first, its position null once the job has left the queue; `verdict` holds the result without its output, which came before it; `error` says why there is none.',
  });
export type JobEvent = z.infer<typeof JobEvent>;
