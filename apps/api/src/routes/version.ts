// GET /version: what is running here, and with which compilers.

import type { Door } from '@cellblock/queue';
import { WorkerStatus } from '@cellblock/queue';
import { z } from 'zod';
import { version } from '../release.js';
import type { App } from '../server.js';

const Version = z
  .strictObject({
    version: z.string().meta({ description: 'Version of Cellblock.' }),
    workers: z.array(WorkerStatus.pick({ id: true, rootfs: true, compilers: true })),
  })
  .meta({ id: 'Version', description: 'The service, and each live worker with its rootfs and compilers.' });

const about = { summary: 'This service and its compilers', tag: 'Service' } as const;

/** Adds GET /version. */
export function addVersion(app: App, door: Door): void {
  app.get(
    '/version',
    { config: { access: 'public', about }, schema: { response: { 200: Version } } },
    async () => {
      const { workers } = await door.status();
      return { version, workers: workers.map(({ id, rootfs, compilers }) => ({ id, rootfs, compilers })) };
    },
  );
}
