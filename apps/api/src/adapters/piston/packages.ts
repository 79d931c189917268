// Piston installs its compilers as packages. Ours come with the rootfs: they are there, and can't be removed.

import { AppError } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import { maxSatisfying } from 'semver';
import { z } from 'zod';
import type { App } from '../../server.js';
import { pistonRoute } from './route.js';
import { type Runtime, runtimesOf } from './runtimes.js';

const Named = z.looseObject({ language: z.string().optional(), version: z.string().optional() }).catch({});

/** Adds GET, POST and DELETE /packages. */
export function addPackages(scope: App, base: string, { door }: { door: Door }): void {
  const url = `${base}/packages`;
  scope.get(url, { config: { ...pistonRoute, access: 'public' } }, async () =>
    (await runtimesOf(door)).map(({ runtime, version }) => ({
      language: runtime,
      language_version: version,
      installed: true,
    })),
  );
  scope.post(url, { config: pistonRoute }, async ({ body }) => {
    const { runtime, version } = await packageOf(body);
    return { language: runtime, version };
  });
  scope.delete(url, { config: pistonRoute }, async ({ body }) => {
    const { runtime, version } = await packageOf(body);
    throw new AppError('forbidden', {
      message: `${runtime}-${version} is part of this server and can't be removed`,
    });
  });

  async function packageOf(body: unknown): Promise<Runtime> {
    const { language, version } = Named.parse(body);
    const named = (await runtimesOf(door)).filter(({ runtime }) => runtime === language);
    const versions = named.map((each) => each.version);
    const newest = version === undefined ? null : maxSatisfying(versions, version);
    const found = named.find((each) => each.version === newest);
    if (found === undefined)
      throw new AppError('not_found', { message: `Requested package ${language}-${version} does not exist` });
    return found;
  }
}
