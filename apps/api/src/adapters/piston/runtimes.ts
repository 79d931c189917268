// The compilers that there are, as Piston's runtimes: language c, by gcc or by tcc.

import { AppError, type Compiler } from '@cellblock/contract';
import type { Door, QueueStatus } from '@cellblock/queue';
import { maxSatisfying, validRange } from 'semver';
import type { App } from '../../server.js';
import { recentStatus } from '../recent-status.js';
import { pistonRoute } from './route.js';

export type Runtime = { language: string; version: string; aliases: string[]; runtime: Compiler['name'] };

// Names that a client may know a compiler of C by.
const aliases: Record<Compiler['name'], string[]> = {
  gcc: ['gcc'],
  tcc: ['tcc'],
  clang: ['clang'],
};
const names = Object.keys(aliases) as Compiler['name'][];

/** As runtimesOf, of a moment ago at most. */
export const recentRuntimes = async (door: Door): Promise<Runtime[]> => runtimesIn(await recentStatus(door));

/** The runtimes of all workers, each once. AppError queue_unavailable or no_worker where none can be known. */
export const runtimesOf = async (door: Door): Promise<Runtime[]> => runtimesIn(await door.status());

function runtimesIn({ workers, reachable, lack }: QueueStatus): Runtime[] {
  if (!reachable) throw new AppError('queue_unavailable');
  if (workers.length === 0 && lack !== null) throw new AppError('storage_unavailable');
  if (workers.length === 0)
    throw new AppError('no_worker', { message: 'no worker is there to say which compilers there are' });
  const found = new Map<string, Runtime>();
  for (const { compilers } of workers) {
    for (const runtime of names) {
      const version = compilers[runtime];
      if (version === undefined) continue;
      found.set(`${runtime} ${version}`, { language: 'c', version, aliases: aliases[runtime], runtime });
    }
  }
  return [...found.values()];
}

/** The newest runtime of a language, or alias, whose version is in the range; undefined where there is none. */
export function runtimeFor(
  runtimes: readonly Runtime[],
  language: string,
  range: string,
): Runtime | undefined {
  if (validRange(range) === null) return undefined;
  const known = runtimes.filter((each) => each.language === language || each.aliases.includes(language));
  const version = maxSatisfying(
    known.map((each) => each.version),
    range,
  );
  return known.find((each) => each.version === version);
}

/** Adds GET /runtimes. */
export function addRuntimes(scope: App, base: string, { door }: { door: Door }): void {
  scope.get(`${base}/runtimes`, { config: { ...pistonRoute, access: 'public' } }, async () =>
    runtimesOf(door),
  );
}
