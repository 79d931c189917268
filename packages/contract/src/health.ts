// What the service says of itself: whether programs are run, by whom, and with what.

import { z } from 'zod';

/** What a live worker publishes about itself; `ready` once it has compiled and run hello world. */
export const WorkerStatus = z.strictObject({
  id: z.string(),
  ready: z.boolean(),
  sandbox: z.record(z.string(), z.string()),
  rootfs: z.string(),
  compilers: z.record(z.string(), z.string()),
  concurrency: z.int().positive().meta({ description: 'Jobs that it has in hand at once.' }),
  programs: z.int().positive().meta({ description: 'Programs of them that run at once.' }),
});
export type WorkerStatus = z.infer<typeof WorkerStatus>;

export const Health = z
  .strictObject({
    ready: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Why it is not ready.' }),
    queue: z.strictObject({
      reachable: z.boolean(),
      waiting: z.int().nonnegative(),
      active: z.int().nonnegative(),
      held: z.strictObject({ bytes: z.int().nonnegative(), maximumBytes: z.int().positive() }).meta({
        description: 'What posted jobs hold in Redis; where that is full, further ones are refused.',
      }),
    }),
    workers: z.array(WorkerStatus),
  })
  .meta({ id: 'Health', description: 'Ready once a worker has compiled and run hello world.' });
export type Health = z.infer<typeof Health>;

export const Version = z
  .strictObject({
    version: z.string().meta({ description: 'Version of Cellblock.' }),
    workers: z.array(WorkerStatus.pick({ id: true, rootfs: true, compilers: true })),
  })
  .meta({ id: 'Version', description: 'The service, and each live worker with its rootfs and compilers.' });
export type Version = z.infer<typeof Version>;
