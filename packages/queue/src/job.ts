// The kinds of jobs: what each brings to a worker, and what comes back. A further kind is a row in each table here.

import {
  type GradeOutcome,
  GradeResult,
  Grading,
  gradeOutcome,
  isBase64,
  type Outcome,
  OutcomeHead,
  Submission,
  TerminalSize,
} from '@cellblock/contract';
import { z } from 'zod';
import { decodeOutcome, type OutcomeBytes } from './outcome-bytes.js';

const Base64 = z.string().refine(isBase64, { error: 'must be base64' });

/** How often a program is run at most, and what each run has to write to stdout for another to follow, as base64. */
export const Repeat = z.strictObject({ runs: z.int().min(1).max(100), expected: Base64.nullable() });

const RunJob = z.strictObject({
  id: z.string().min(1),
  kind: z.literal('run'),
  submission: Submission,
  /** There where somebody types while it runs; see Keyboard. */
  interactive: z.strictObject({ terminal: TerminalSize.optional() }).optional(),
  /** There where it is run several times. */
  repeat: Repeat.optional(),
});
export type Repeat = z.infer<typeof Repeat>;
/** A program to compile and run. */
export type RunJob = z.infer<typeof RunJob>;

const GradeJob = z.strictObject({ id: z.string().min(1), kind: z.literal('grade'), grading: Grading });
/** A program to put to tests. */
export type GradeJob = z.infer<typeof GradeJob>;

/** A job; its id is unique among all, made by whoever submits it. */
export const Job = z.discriminatedUnion('kind', [RunJob, GradeJob]);
export type Job = z.infer<typeof Job>;

type Outcomes = { run: Outcome; grade: GradeOutcome };
export type Kind = keyof Outcomes;
export type OutcomeOf<Each extends Job = Job> = Outcomes[Each['kind']];

const decoders: { [Each in Kind]: (bytes: OutcomeBytes) => Outcomes[Each] } = {
  run: (bytes) => decodeOutcome(bytes, OutcomeHead, (head) => head.run?.outputs ?? []),
  grade: (bytes) => gradeOutcome(decodeOutcome(bytes, GradeResult, () => []).head),
};

/** What a worker sent back for a job of this kind; throws where it is no such thing. */
export const outcomeOfKind = <Each extends Kind>(kind: Each, bytes: OutcomeBytes): Outcomes[Each] =>
  decoders[kind](bytes);
