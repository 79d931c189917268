// Where the attacks take place: a service of their own, a warden to speak to directly, listeners that must stay alone.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { startWarden, type Warden, type WardenOptions } from '@cellblock/sandbox';
import { run } from '../post.js';
import { type Service, startService } from '../service.js';
import { sourceOf } from './attack.js';
import { type Canaries, openCanaries } from './canaries.js';
import { type HostileTools, openHostileTools } from './hostile-tools.js';
import { type HostKind, openHost } from './hosts.js';
import { type Invariants, watchInvariants } from './invariants.js';

export type Arena = {
  host: HostKind;
  /** How often something that must hold always is to be tried. */
  repeats: number;
  service: Service;
  /** Another service on the same host, for an attack that ends parts of it. */
  startService(env: Record<string, string>): Promise<Service>;
  /** A warden with the same trees as the service's, for what no submission can do. */
  warden: Warden;
  /** Another one with so many cells, none of them made ahead of time. */
  startWarden(cells: number): Promise<Warden>;
  hostile: HostileTools;
  canaries: Canaries;
  invariants: Invariants;
  close(): Promise<void>;
};

/** What an attack may start at once in the warden; all that play together must find room. */
const cellsPerAttack = 24;

const builtWarden = fileURLToPath(new URL('../../../native/build/cellblock-warden', import.meta.url));

export type ArenaOptions = {
  /** How many submissions the service evaluates at once. */
  parallel: number;
  /** What kind of host all of it is on; default root. */
  host?: HostKind;
  /** As often as the catalogue says, however long that takes; else a few times. */
  thorough?: boolean;
};

/** Starts everything and measures what is usual. */
export async function openArena({
  parallel,
  host: kind = 'root',
  thorough = false,
}: ArenaOptions): Promise<Arena> {
  const host = await openHost(kind);
  const { rootfs } = host;
  const closers: (() => Promise<unknown>)[] = [host.close];
  const close = async () => {
    for (const closer of closers.toReversed()) await closer();
  };
  const start = (env: Record<string, string>) =>
    startService({ ...host.service, env: { ...host.service.env, ...env } });
  const executable = await host.executable(builtWarden);
  const startOne = (options: Pick<WardenOptions, 'cells' | 'warm'>) =>
    startWarden({ rootfs, cgroup: host.cgroup, zygotes: false, executable, ...options });
  try {
    const service = await start(settings(parallel));
    closers.push(() => service.stop());
    const cells = Math.min(256, cellsPerAttack * parallel);
    const warden = await startOne({ cells, warm: { compile: 1, run: 4 } });
    closers.push(() => warden.close());
    const hostile = await openHostileTools(host);
    closers.push(() => hostile.close());
    const canaries = await openCanaries();
    closers.push(() => canaries.close());
    await run(service.url, { source: sourceOf('') }).catch((error: unknown) => {
      throw new Error(service.logs, { cause: error });
    });
    const invariants = await watchInvariants({ service, startService: start, rootfs: host.tree, canaries });
    return {
      host: kind,
      repeats: thorough ? 1000 : 10,
      service,
      startService: start,
      warden,
      startWarden: (count) => startOne({ cells: count, warm: { compile: 0, run: 0 } }),
      hostile,
      canaries,
      invariants,
      close,
    };
  } catch (error) {
    await close();
    throw new Error('the attacks cannot begin', { cause: error });
  }
}

const settings = (parallel: number) => ({
  CELLBLOCK_CONCURRENCY: String(parallel),
  CELLBLOCK_LOG_LEVEL: 'warn',
  // So that every repeat is compiled, and every artifact is gone when its job is over.
  CELLBLOCK_CACHE_BYTES: '0',
});

/** How long hello world takes from request to answer, in milliseconds: the median of several. */
export async function helloMs(service: Service): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < 7; time++) {
    const began = performance.now();
    const { verdict } = await run(service.url, { source: sourceOf('puts("hello");') });
    assert.equal(verdict, 'ok');
    taken.push(performance.now() - began);
  }
  return taken.sort((one, other) => one - other)[3] ?? 0;
}
