// How cells end: with their program, with their warden, and without a trace.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Lab, watched } from '../cell.js';
import {
  becomes,
  descendants,
  descriptors,
  endProcess,
  groups,
  isAlive,
  mounts,
  type Process,
  processesOf,
  processOf,
} from '../outside.js';
import { probe, said } from '../probe.js';
import { specOf } from '../spec.js';
import { type Layer, waiting } from './layer.js';

// What won't go: it takes no signal, has left its session and its parent, and has children that spin.
const stubborn = probe(`for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
  for (int i = 0; i < 3; i++) if (fork() == 0) { setsid(); if (fork() == 0) for (;;) continue; _exit(0); }
  say("here", "%d", getuid());
  for (;;) pause();`);
const leaver = stubborn.replace('for (;;) pause();', '_exit(7);');
const spinning = probe('say("here", "yes"); for (;;) continue;');

async function startAll(lab: Lab): Promise<Process[]> {
  const cells = [
    await lab.start(waiting),
    await lab.start(spinning),
    await lab.start(stubborn, { policy: 'processes' }),
    await lab.start(waiting, { sanitized: true }),
  ];
  for (const cell of cells) cell.report.catch(() => undefined);
  await Promise.all(cells.map(({ spoke }) => spoke));
  return descendants(lab.warden.pid).map(processOf);
}

/** Every process of the warden's cells is dead soon after `end`. */
async function allEnd(lab: Lab, end: () => void): Promise<void> {
  const processes = await startAll(lab);
  assert.ok(processes.length >= 10, `${processes.length} processes`);
  try {
    end();
    assert.ok(
      await becomes(() => !processes.some(isAlive)),
      `${processes.filter(isAlive).length} processes outlive the warden`,
    );
  } finally {
    for (const { pid } of processes.filter(isAlive)) endProcess(pid);
  }
}

const endings = [
  { source: probe('say("hello", "");') },
  { source: probe('raise(SIGSEGV);') },
  { source: probe('socket(2, 1, 0);') },
  { source: probe('for (;;) puts("too much");'), spec: { limits: { outputBytes: 10_000 } } },
  { source: leaver, spec: { policy: 'processes', limits: { wallMs: 100 } } },
  { source: probe('for (;;) pause();'), spec: { limits: { wallMs: 20 } } },
  { source: probe('return open("kept", O_CREAT | O_WRONLY, 0600);'), spec: { sanitized: true } },
  { source: Buffer.from('no program') },
] as const;

const cellsInAll = 200;
const cellsAtOnce = 8;

/** What of a warden could grow. */
const footprint = ({ warden: { pid } }: Lab) => ({
  processes: descendants(pid).length,
  descriptors: descriptors(pid),
  groups: groups(pid).length,
  mounts: mounts(pid).length,
  hostMounts: readFileSync('/proc/self/mountinfo', 'utf8').match(/ - \S+ (cellblock|scratch) /g)?.length ?? 0,
});

/** The same once the pool is full again: nothing has changed for a while. */
async function settled(lab: Lab): Promise<ReturnType<typeof footprint>> {
  let last = '';
  let since = performance.now();
  await becomes(() => {
    const now = JSON.stringify(footprint(lab));
    if (now !== last) since = performance.now();
    last = now;
    return performance.now() - since > 250;
  });
  return footprint(lab);
}

async function runMany(lab: Lab, count: number): Promise<void> {
  let begun = 0;
  const runSome = async () => {
    for (let index = begun++; index < count; index = begun++) {
      const ending = endings[index % endings.length];
      if (ending) await lab.run(ending.source, 'spec' in ending ? ending.spec : {});
    }
  };
  await Promise.all(Array.from({ length: cellsAtOnce }, runSome));
}

/** Uses every slot at once, since what a slot has it keeps, and so do cells that wait for jobs of other policies. */
async function useAllSlots({ warden, load, compile }: Lab): Promise<void> {
  const { cells: slots } = warden.host;
  const blob = await load(await compile(waiting, 'dynamic'));
  const cells = Array.from({ length: Number(slots) }, () =>
    watched(warden.start({ ...specOf({}), program: { blob } })),
  );
  await Promise.all(cells.map(({ spoke }) => spoke));
  for (const cell of cells) cell.kill();
  await Promise.all(cells.map(({ report }) => report));
  warden.release(blob);
}

export const ends: Layer[] = [
  {
    name: 'end: no process outlives a warden that is killed',
    fresh: true,
    check: (lab) => allEnd(lab, () => process.kill(lab.warden.pid, 'SIGKILL')),
  },
  {
    name: 'end: no process and no group outlives the socket',
    fresh: true,
    async check(lab) {
      const { pid } = lab.warden;
      await allEnd(lab, () => void lab.warden.close());
      await lab.warden.closed;
      assert.deepEqual(groups(pid), []);
    },
  },
  {
    name: 'end: when the report comes, all are dead',
    modes: ['root', 'rlimits alone'],
    async check(lab) {
      const report = await lab.run(leaver, { policy: 'processes' });
      const left = processesOf(Number(said(report, 'here')[0]));
      for (const pid of left) endProcess(pid);
      assert.deepEqual(left, []);
      assert.deepEqual([report.cause, report.exitCode], ['exit', 7]);
    },
  },
  {
    name: `end: ${cellsInAll} cells leave nothing behind`,
    fresh: true,
    async check(lab) {
      await runMany(lab, endings.length);
      await useAllSlots(lab);
      const before = await settled(lab);
      await runMany(lab, cellsInAll);
      await useAllSlots(lab);
      assert.deepEqual(await settled(lab), before);
    },
  },
];
