// What travels through the queue, and what a worker says of itself.

import type { Submission } from '@cellblock/contract';
import { z } from 'zod';

/** A submission in the queue; the id is unique among all jobs, made by whoever submits. */
export type Job = { id: string; submission: Submission };

/** What a live worker publishes about itself; `ready` once it has compiled and run hello world. */
export const WorkerStatus = z.strictObject({
  id: z.string(),
  ready: z.boolean(),
  sandbox: z.record(z.string(), z.string()),
  rootfs: z.string(),
  compilers: z.record(z.string(), z.string()),
  concurrency: z.int().positive(),
});
export type WorkerStatus = z.infer<typeof WorkerStatus>;
