// What a worker says of itself.

import { z } from 'zod';

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
