// A job that was posted: how it stands, and what came of it.

import { z } from 'zod';
import { GradeResult } from './grade-result.js';
import { Rank } from './rank.js';
import { Result } from './result.js';

export const jobStates = {
  queued: 'it waits for a worker',
  running: 'a worker has it',
  done: 'there is a result',
  failed: 'there is none; `error` says why',
  cancelled: 'it was called off',
} as const;

export const JobState = z
  .enum(Object.keys(jobStates) as [keyof typeof jobStates, ...(keyof typeof jobStates)[]])
  .meta({ id: 'JobState', description: 'How a job stands; the last three are final.' });
export type JobState = z.infer<typeof JobState>;

export const JobError = z
  .strictObject({ code: z.string(), message: z.string(), field: z.string().optional() })
  .meta({ id: 'JobError', description: 'Why a job has no result.' });
export type JobError = z.infer<typeof JobError>;

const Moment = z.iso.datetime();

export const JobStatus = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    state: JobState,
    priority: Rank,
    position: z
      .int()
      .nonnegative()
      .nullable()
      .meta({ description: 'Jobs that go before it while it is queued.' }),
    createdAt: Moment,
    startedAt: Moment.nullable(),
    endedAt: Moment.nullable(),
    expiresAt: Moment.meta({ description: 'When all of it is forgotten.' }),
    result: z.union([Result, GradeResult]).nullable().meta({
      description: 'A Result, or a GradeResult where a grading was posted.',
    }),
    error: JobError.nullable(),
  })
  .meta({ id: 'JobStatus', description: 'How a job stands.' });
export type JobStatus = z.infer<typeof JobStatus>;
