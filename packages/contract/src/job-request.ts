// What is posted as a job: a submission, and what to do with it besides running it.

import type { z } from 'zod';
import { Callback } from './callback.js';
import { Rank } from './rank.js';
import { Submission } from './submission.js';

export const JobRequest = Submission.safeExtend({
  priority: Rank.optional().meta({
    description: 'What it goes before; default grading, as nobody waits for it on the line.',
  }),
  callback: Callback.optional().meta({ description: 'Who is told when it has ended.' }),
}).meta({ id: 'JobRequest', description: 'A submission that is answered later.' });
export type JobRequest = z.infer<typeof JobRequest>;
