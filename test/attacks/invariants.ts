// What must hold of the host around every attack: cheap looks after each one, dear ones after each class.

import { execFile } from 'node:child_process';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { Service } from '../service.js';
import { until } from '../until.js';
import { helloMs } from './arena.js';
import type { Canaries } from './canaries.js';
import { InternalFailure, Residue } from './failure.js';
import { digestOf, othersRunWardens, readHostState, readKernelMemory } from './host-state.js';

const settleMs = 8_000;
/** What others on the machine may do to these meanwhile, in KiB. */
const slackKiB = { PageTables: 24 << 10, Shmem: 24 << 10, SUnreclaim: 96 << 10 };
const kernelTrouble =
  /BUG: |kernel BUG at|Oops: |WARNING: CPU|KASAN: |UBSAN: |unable to handle|soft lockup|detected stalls|blocked for more than/;

export type Invariants = {
  /** After each attack, whatever else runs: nobody was reached, nobody died, nobody blames us. */
  glance(): void;
  /** When nothing runs: all is as it was. Rejects with Residue that says what isn't. */
  assertSettled(): Promise<void>;
  /** At the end: the trees are the same, and hello world is as fast as it was. */
  assertUnchanged(): Promise<void>;
};

type Watched = {
  service: Service;
  startService(env: Record<string, string>): Promise<Service>;
  rootfs: string;
  canaries: Canaries;
};

/** Measures the host at rest, to be compared with later. */
export async function watchInvariants({
  service,
  startService,
  rootfs,
  canaries,
}: Watched): Promise<Invariants> {
  await helloMs(service);
  const digest = await digestOf(rootfs);
  const state = await stableState();
  const memory = readKernelMemory();
  const pids = [...service.pids];
  // What has been blamed on one attack is not blamed on those after it.
  const told = new Set<string>();
  const kernel = await kernelLines();
  return {
    glance() {
      if (canaries.visits() > 0) throw new Residue('a program reached a listener of the host');
      if (!isDeepStrictEqual([...service.pids], pids))
        throw new InternalFailure('a part of the service died');
      const errors = errorLines(service).filter((line) => !told.has(line));
      for (const line of errors) told.add(line);
      if (errors.length > 0) throw new InternalFailure(`the service logged an error: ${errors.join('\n')}`);
    },
    async assertSettled() {
      await settled(() => differences(state, readHostState()));
      await settled(() => (othersRunWardens() ? [] : memoryGrowth(memory)));
      const trouble = (await kernelLines()).slice(kernel.length).filter((line) => kernelTrouble.test(line));
      if (trouble.length > 0) throw new Residue(`the kernel complains: ${trouble.join('\n')}`);
    },
    async assertUnchanged() {
      if ((await digestOf(rootfs)) !== digest) throw new Residue('the trees that cells see have changed');
      await assertAsQuickAsNew(service, startService);
    },
  };
}

/** Hello world takes no longer than twice what it takes on a new service, measured in turns: others use the machine too. */
async function assertAsQuickAsNew(used: Service, startService: Watched['startService']): Promise<void> {
  const fresh = await startService({ CELLBLOCK_CACHE_BYTES: '0', CELLBLOCK_LOG_LEVEL: 'warn' });
  try {
    await helloMs(fresh);
    const isAsQuick = async () => ((await helloMs(used)) < 2 * (await helloMs(fresh)) ? true : null);
    await until('hello world takes less than twice as long as on a new service', isAsQuick, 60_000);
  } finally {
    await fresh.stop();
  }
}

/** The state once two looks in a row agree. */
async function stableState() {
  let last = readHostState();
  return until('the host is at rest', async () => {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = readHostState();
    const isStable = isDeepStrictEqual(now, last);
    last = now;
    return isStable ? now : null;
  });
}

async function settled(complaints: () => string[]): Promise<void> {
  let found: string[] = [];
  const ask = () => {
    found = complaints();
    return found.length === 0 ? true : null;
  };
  await until('at rest', ask, settleMs).catch(() => {
    throw new Residue(found.join('; '));
  });
}

function differences(before: object, after: object): string[] {
  const now = new Map(Object.entries(after));
  return Object.entries(before)
    .filter(([name, value]) => now.get(name) !== value)
    .map(([name, value]) => `${name} was "${value}" and is "${now.get(name)}"`);
}

function memoryGrowth(before: ReturnType<typeof readKernelMemory>): string[] {
  const now = readKernelMemory();
  return (['PageTables', 'Shmem', 'SUnreclaim'] as const)
    .filter((name) => now[name] > before[name] + slackKiB[name])
    .map((name) => `${name} was ${before[name]} kB and is ${now[name]} kB`);
}

const errorLines = ({ logs }: Service) => logs.split('\n').filter((line) => /^\{"level":[56]0,/.test(line));

/** The kernel's log; nothing where it can't be read. */
async function kernelLines(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('dmesg', [], { maxBuffer: 1 << 26 }).catch(() => ({
    stdout: '',
  }));
  return stdout.split('\n').filter(Boolean);
}
