// Where the attacks take place: a service of their own, a warden to speak to directly, listeners that must stay alone.

import assert from 'node:assert/strict';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { startWarden, type Warden } from '@cellblock/sandbox';
import { run } from '../post.js';
import { type Service, startService } from '../service.js';
import { sourceOf } from './attack.js';
import { type Canaries, openCanaries } from './canaries.js';
import { type HostileTools, openHostileTools } from './hostile-tools.js';
import { type Invariants, watchInvariants } from './invariants.js';

export type Arena = {
  service: Service;
  /** A warden with the same trees as the service's, for what no submission can do. */
  warden: Warden;
  hostile: HostileTools;
  canaries: Canaries;
  invariants: Invariants;
  rootfs: string;
  close(): Promise<void>;
};

/** What an attack may start at once in the warden; all that play together must find room. */
const cellsPerAttack = 24;

/** Starts everything and measures what is usual. `parallel`: how many submissions the service evaluates at once. */
export async function openArena(parallel: number): Promise<Arena> {
  const env = {
    CELLBLOCK_CONCURRENCY: String(parallel),
    CELLBLOCK_LOG_LEVEL: 'warn',
    // So that every repeat is compiled, and every artifact is gone when its job is over.
    CELLBLOCK_CACHE_BYTES: '0',
  };
  const cells = Math.min(256, cellsPerAttack * parallel);
  const service = await startService({ env });
  const rootfs = await realpath(join(service.state, 'rootfs', 'current'));
  const warden = await startWarden({
    rootfs,
    cells,
    warm: { compile: 1, run: 4 },
    cgroup: 'auto',
    zygotes: false,
  });
  const hostile = await openHostileTools(rootfs);
  const canaries = await openCanaries();
  const close = async () => {
    await Promise.all([service.stop(), warden.close(), hostile.close(), canaries.close()]);
  };
  try {
    await run(service.url, { source: sourceOf('') });
    const invariants = await watchInvariants({ service, rootfs, canaries });
    return { service, warden, hostile, canaries, invariants, rootfs, close };
  } catch (error) {
    await close();
    throw new Error(`the attacks cannot begin\n${service.logs}`, { cause: error });
  }
}

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
