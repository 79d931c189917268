// What is posted as a job: a submission or a grading, and what to do with it besides.

import { z } from 'zod';
import { Callback } from './callback.js';
import { Grading } from './grading.js';
import { Rank } from './rank.js';
import { Submission } from './submission.js';

const priority = Rank.optional().meta({
  description: 'What it goes before; default grading, as nobody waits for it on the line.',
});

const callback = Callback.optional().meta({ description: 'Who is told when it has ended.' });

const RunRequest = Submission.safeExtend({ kind: z.literal('run').optional(), priority, callback }).meta({
  id: 'RunRequest',
  description: 'A submission that is answered later.',
});

/** A grading, and what it goes before. */
export const GradeRequest = Grading.safeExtend({ priority }).meta({
  id: 'GradeRequest',
  description: 'A submission, the tests that it is put to, and how they are judged.',
});
export type GradeRequest = z.infer<typeof GradeRequest>;

/** A grading as a client sends it, every default left out. */
export type GradeRequestInput = z.input<typeof GradeRequest>;

const GradeJobRequest = GradeRequest.safeExtend({ kind: z.literal('grade'), callback }).meta({
  id: 'GradeJobRequest',
  description: 'A grading that is answered later.',
});

export const JobRequest = z
  .discriminatedUnion('kind', [RunRequest, GradeJobRequest])
  .meta({ id: 'JobRequest', description: 'What is to be answered later; without a kind a submission.' });
export type JobRequest = z.infer<typeof JobRequest>;

/** What a client posts, every default left out. */
export type JobRequestInput = z.input<typeof JobRequest>;
