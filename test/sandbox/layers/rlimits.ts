// The resource limits that every program starts with: a layer a row of the table in native/src/become.c.

import assert from 'node:assert/strict';
import type { Mode } from '../birth.js';
import type { Lab } from '../cell.js';
import { probe, said } from '../probe.js';
import { limits, MiB } from '../spec.js';
import type { Layer } from './layer.js';

const far = 2 ** 40;
const shadow = 2 ** 47;
const reserve = 4 * 1024 * MiB;

type Case = { grouped: boolean; sanitized: boolean };
const addressSpace = ({ grouped, sanitized }: Case, otherwise: number) =>
  sanitized ? shadow : grouped ? far : otherwise;

const unlimited = 2n ** 64n - 1n;

/** The soft limit, and the hard one where it is another. */
const rows: Record<string, (one: Case) => [number | bigint, number?]> = {
  CPU: ({ grouped }) => (grouped ? [unlimited] : [6, 7]),
  AS: (one) => [addressSpace(one, 4 * limits.memoryBytes + reserve)],
  DATA: (one) => [addressSpace(one, 4 * limits.memoryBytes)],
  STACK: () => [limits.stackBytes],
  FSIZE: () => [limits.scratchBytes],
  NPROC: ({ grouped }) => [grouped ? 1024 : limits.processes],
  NOFILE: () => [256],
  CORE: () => [1],
  MEMLOCK: () => [0],
  LOCKS: () => [0],
  MSGQUEUE: () => [0],
  SIGPENDING: () => [64],
  NICE: () => [0],
  RTPRIO: () => [0],
};

const source = probe(
  Object.keys(rows)
    .map(
      (name) =>
        `getrlimit(RLIMIT_${name}, &limit); say("${name}", "%lu %lu", limit.rlim_cur, limit.rlim_max);`,
    )
    .join('\n'),
  'static struct rlimit limit;',
);

// How often the time of the process stands still while it computes. To ask for the time of a thread would move it on.
const clocks = probe(
  `int still = 0;
for (int i = 0; i < 100; i++) {
    clock_t before = clock();
    for (volatile int turn = 0; turn < 100000; turn++);
    still += clock() == before;
}
say("still", "%d", still);`,
);

export const rlimits: Layer[] = [
  ...Object.entries(rows).map(([name, row]) => ({
    name: `rlimit: ${name}`,
    async check(lab: Lab, mode: Mode) {
      for (const sanitized of [false, true]) {
        const [soft, hard = soft] = row({ grouped: mode === 'root', sanitized });
        assert.deepEqual(said(await lab.run(source, { sanitized }), name), [`${soft} ${hard}`]);
      }
    },
  })),
  {
    name: 'rlimit: none that makes the clock of a process tick',
    modes: ['root'],
    async check(lab) {
      assert.deepEqual(said(await lab.run(clocks), 'still'), ['0']);
    },
  },
];
