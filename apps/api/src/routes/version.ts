// GET /version: what is running here, and with which compilers.

import { Version } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import { version } from '../release.js';
import type { App } from '../server.js';

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
