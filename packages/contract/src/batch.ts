// Many submissions in one request, and an answer to each.

import { z } from 'zod';
import { JobError } from './job-status.js';
import { batchBounds } from './limits.js';
import { Rank } from './rank.js';
import { Result } from './result.js';

/** A batch as it is sent. Its submissions are looked at one by one: a wrong one does not keep the others out. */
export const BatchRequest = z
  .strictObject({
    submissions: z.array(z.unknown()).min(1).max(batchBounds.submissions.maximum).meta({
      description: 'Each a Submission. One that is none is answered with an error, the others are run.',
    }),
    priority: Rank.optional().meta({ description: 'What they go before; default grading.' }),
  })
  .meta({ id: 'BatchRequest', description: 'Submissions to be answered in their order.' });
export type BatchRequest = z.infer<typeof BatchRequest>;

const index = z.int().nonnegative().meta({ description: 'Its place in the batch, from 0.' });

/** The answer to one submission of a batch. */
export const BatchEntry = z
  .union([z.strictObject({ index, result: Result }), z.strictObject({ index, error: JobError })])
  .meta({ id: 'BatchEntry', description: 'The answer to one submission: a result, or why there is none.' });
export type BatchEntry = z.infer<typeof BatchEntry>;
