// Who the program is, and what it was left of what its ancestors had.

import assert from 'node:assert/strict';
import type { CellReport } from '@cellblock/sandbox';
import { descendants, memoryOf, programs, status } from '../outside.js';
import { allSaid, probe, said } from '../probe.js';
import { MiB } from '../spec.js';
import { type Layer, seen, waiting, whileAtWork } from './layer.js';

const firstIdentity = 1_900_000_000;
const statusOf = probe('lines("status", "/proc/self/status");');
const noCapabilities = '0'.repeat(16);

const fields = [
  'Uid',
  'Gid',
  'Groups',
  'CapInh',
  'CapPrm',
  'CapEff',
  'CapBnd',
  'CapAmb',
  'NoNewPrivs',
  'Seccomp',
  'Seccomp_filters',
  'SigIgn',
  'SigBlk',
] as const;

/** What the program read in its /proc/self/status. */
function statusIn(report: CellReport): Partial<Record<(typeof fields)[number], string>> {
  const lines = said(report, 'status').map((line) => line.split(/:\s*/, 2));
  return Object.fromEntries(fields.map((name) => [name, lines.find(([found]) => found === name)?.[1]]));
}

export const identity: Layer[] = [
  seen({
    name: 'identity: one that nobody else has',
    modes: ['root', 'rlimits alone'],
    source: statusOf,
    spec: { sanitized: true },
    check(report) {
      const { Uid = '', Gid = '' } = statusIn(report);
      const ids = new Set([...Uid.split('\t'), ...Gid.split('\t')].map(Number));
      assert.equal(ids.size, 1, `${Uid} ${Gid}`);
      for (const id of ids) assert.ok(id > firstIdentity, String(id));
    },
  }),
  {
    name: 'identity: no process of a cell knows of other jobs',
    modes: ['root'],
    fresh: true,
    async check(lab) {
      // Read by nobody, so that the warden has it for as long as the cell is there.
      const stdin = Buffer.alloc(4 * MiB, 'of another job;');
      const cells = [];
      for (let count = 0; count < 6; count++) cells.push(await lab.start(waiting, { stdin }));
      try {
        await Promise.all(cells.map(({ spoke }) => spoke));
        const knows = (pid: number) => memoryOf(pid).some(({ bytes }) => bytes.includes('of another job;'));
        assert.ok(knows(lab.warden.pid));
        assert.deepEqual(descendants(lab.warden.pid).filter(knows), []);
      } finally {
        for (const cell of cells) cell.kill();
        await Promise.all(cells.map(({ report }) => report));
      }
    },
  },
  {
    name: 'identity: another in each cell, and in init',
    modes: ['root', 'rlimits alone'],
    async check(lab) {
      const cells = [await lab.start(waiting), await lab.start(waiting)];
      try {
        await Promise.all(cells.map(({ spoke }) => spoke));
        const ids = programs(lab.warden.pid).flatMap((pid) => [
          status(pid, 'Uid')[0],
          status(Number(status(pid, 'PPid')[0]), 'Uid')[0],
        ]);
        assert.equal(ids.length, 4);
        assert.equal(new Set(ids).size, 3, `two programs and the init of both: ${ids}`);
        assert.ok(ids.every((id) => Number(id) >= firstIdentity));
      } finally {
        for (const cell of cells) cell.kill();
        await Promise.all(cells.map(({ report }) => report));
      }
    },
  },
  seen({
    name: 'identity: means nothing outside of a user namespace',
    modes: ['rootless'],
    source: probe(`say("ids", "%d %d", getuid(), getgid()); lines("map", "/proc/self/uid_map");`),
    spec: { sanitized: true },
    check(report) {
      assert.deepEqual(said(report, 'ids'), ['1000 1000']);
      assert.deepEqual(
        said(report, 'map').map((line) => line.trim().split(/\s+/)),
        [['1000', '0', '1']],
      );
    },
  }),
  seen({
    name: 'groups: none',
    source: statusOf,
    spec: { sanitized: true },
    check: (report) => assert.equal(statusIn(report).Groups, ''),
  }),
  seen({
    name: 'capabilities: none held, none to be had',
    source: statusOf,
    spec: { sanitized: true },
    check(report) {
      const { CapInh, CapPrm, CapEff, CapBnd, CapAmb } = statusIn(report);
      assert.deepEqual(
        { CapInh, CapPrm, CapEff, CapBnd, CapAmb },
        {
          CapInh: noCapabilities,
          CapPrm: noCapabilities,
          CapEff: noCapabilities,
          CapBnd: noCapabilities,
          CapAmb: noCapabilities,
        },
      );
    },
  }),
  seen({
    name: 'no new privileges, and one filter',
    source: statusOf,
    spec: { sanitized: true },
    check(report) {
      const { NoNewPrivs, Seccomp, Seccomp_filters } = statusIn(report);
      assert.deepEqual(
        { NoNewPrivs, Seccomp, Seccomp_filters },
        { NoNewPrivs: '1', Seccomp: '2', Seccomp_filters: '1' },
      );
    },
  }),
  {
    name: 'init: as powerless as the program',
    check: async (lab) =>
      whileAtWork(lab, await lab.start(waiting), (program) => {
        const init = Number(status(program, 'PPid')[0]);
        const names = ['CapInh', 'CapPrm', 'CapEff', 'NoNewPrivs', 'Seccomp'];
        assert.deepEqual(
          names.map((name) => status(init, name)[0]),
          [noCapabilities, noCapabilities, noCapabilities, '1', '2'],
        );
        assert.deepEqual(status(init, 'Groups'), ['']);
      }),
  },
  seen({
    name: 'descriptors: stdin, stdout, stderr',
    source: probe(`for (int fd = 0; fd < 1024; fd++) if (fcntl(fd, F_GETFD) >= 0) say("open", "%d", fd);`),
    check: (report) => assert.deepEqual(said(report, 'open'), ['0', '1', '2']),
  }),
  seen({
    name: 'arguments and environment: exactly as given',
    source: probe(`for (int i = 0; i < argc; i++) say("argument", "%s", argv[i]);
      for (char **one = environ; *one; one++) say("environment", "%s", *one);`),
    spec: { argv: ['name', '', 'a b', '-ä'], env: ['A=1', 'B='] },
    check(report) {
      assert.deepEqual(said(report, 'argument'), ['name', '', 'a b', '-ä']);
      assert.deepEqual(said(report, 'environment'), ['A=1', 'B=']);
    },
  }),
  seen({
    name: 'umask',
    source: probe('say("umask", "%03o", umask(0));'),
    check: (report) => assert.deepEqual(allSaid(report), { umask: '022' }),
  }),
  seen({
    name: 'nice',
    source: probe('say("nice", "%d", getpriority(PRIO_PROCESS, 0));'),
    check: (report) => assert.deepEqual(allSaid(report), { nice: '5' }),
  }),
  seen({
    name: 'signals: none ignored',
    source: statusOf,
    spec: { sanitized: true },
    check: (report) => assert.equal(statusIn(report).SigIgn, noCapabilities),
  }),
  seen({
    name: 'signals: none blocked',
    source: statusOf,
    spec: { sanitized: true },
    check: (report) => assert.equal(statusIn(report).SigBlk, noCapabilities),
  }),
  seen({
    name: 'session: one of its own',
    source: probe('say("ids", "%d %d", getsid(0), getpgid(0));'),
    check: (report) => assert.deepEqual(allSaid(report), { ids: '2 2' }),
  }),
];
