// GET /version: what is running here, and with which compilers.

import { readFileSync } from 'node:fs';
import type { Door } from '@cellblock/queue';
import { WorkerStatus } from '@cellblock/queue';
import { z } from 'zod';
import type { App } from '../server.js';

const Version = z
  .strictObject({
    version: z.string().meta({ description: 'Version of Cellblock.' }),
    workers: z.array(WorkerStatus.pick({ id: true, rootfs: true, compilers: true })),
  })
  .meta({ id: 'Version', description: 'The service, and each live worker with its rootfs and compilers.' });

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

/** Adds GET /version. */
export function addVersion(app: App, door: Door): void {
  app.get('/version', { config: { access: 'public' }, schema: { response: { 200: Version } } }, async () => {
    const { workers } = await door.status();
    return { version, workers: workers.map(({ id, rootfs, compilers }) => ({ id, rootfs, compilers })) };
  });
}
