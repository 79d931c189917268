// The resource limits that every program starts with: a layer a row of the table in native/src/become.c.

import assert from 'node:assert/strict';
import type { Mode } from '../birth.js';
import { probe, said } from '../probe.js';
import { limits, MiB } from '../spec.js';
import type { Layer } from './layer.js';

const far = 2 ** 40;
const shadow = 2 ** 47;
const reserve = 4 * 1024 * MiB;

type Case = { grouped: boolean; sanitized: boolean };
const addressSpace = ({ grouped, sanitized }: Case, otherwise: number) =>
  sanitized ? shadow : grouped ? far : otherwise;

/** The soft limit, and the hard one where it is another. */
const rows: Record<string, (one: Case) => [number, number?]> = {
  CPU: () => [6, 7],
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

export const rlimits: Layer[] = Object.entries(rows).map(([name, row]) => ({
  name: `rlimit: ${name}`,
  async check(lab, mode: Mode) {
    for (const sanitized of [false, true]) {
      const [soft, hard = soft] = row({ grouped: mode === 'root', sanitized });
      assert.deepEqual(said(await lab.run(source, { sanitized }), name), [`${soft} ${hard}`]);
    }
  },
}));
