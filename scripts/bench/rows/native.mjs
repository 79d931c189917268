// Rows of the sandbox alone, without HTTP and queue, against the same static program outside.

import { median, quantile, takeTurns } from '../sampling.mjs';

async function bothWays(setting, name) {
  const program = setting.program(name);
  const cells = await setting.cells();
  return { inside: await cells.load(program), outside: await setting.launcher([program]) };
}

async function cell(setting, plan) {
  const inside = await setting.cellTimer('true');
  const outside = await setting.launcher([setting.program('true')]);
  const actions = { ours: () => inside.run(), theirs: () => outside.run() };
  const { ours, theirs } = await takeTurns(actions, { ...plan, warmUpMs: 500 });
  return { ours: median(ours), theirs: median(theirs), value: median(ours) - median(theirs) };
}

const slowdown = (name) => async (setting, plan) => {
  const { inside, outside } = await bothWays(setting, name);
  const actions = { ours: async () => Number(await inside()) / 1e6, theirs: () => outside.runPrinting() };
  const { ours, theirs } = await takeTurns(actions, plan);
  return { ours: median(ours), theirs: median(theirs), value: median(ours) / median(theirs) };
};

/** By how much programs outlive their wall deadline: the worst, and the usual case. */
const lateness = (name, wish) => async (setting, plan) => {
  const cells = await setting.cells();
  const late = await cells.loadEndless(setting.program(name), wish);
  const { ours } = await takeTurns({ ours: late }, plan);
  const worst = quantile(ours, 1);
  return { ours: worst, theirs: median(ours), value: worst };
};

export const nativeRows = [
  {
    name: 'cell',
    title: 'a warm cell, spec sent to report received, /bin/true-like',
    unit: 'ms',
    kind: 'difference',
    most: 0.6,
    theirsIs: 'vfork, exec and wait',
    measure: cell,
  },
  {
    name: 'compute',
    title: 'a CPU-bound program in a cell',
    unit: 'ms',
    kind: 'ratio',
    most: 1.01,
    theirsIs: 'outside',
    measure: slowdown('compute'),
  },
  {
    name: 'calls',
    title: 'a million calls of getppid in a cell',
    unit: 'ms',
    kind: 'ratio',
    most: 1.1,
    theirsIs: 'outside',
    measure: slowdown('call'),
  },
  {
    name: 'writes',
    title: 'a million writes of one byte in a cell',
    unit: 'ms',
    kind: 'ratio',
    most: 1.1,
    theirsIs: 'outside',
    measure: slowdown('write'),
  },
  {
    name: 'deadline',
    title: 'how late a sleeping program is ended at its wall deadline, the worst',
    unit: 'ms',
    kind: 'amount',
    most: 20,
    theirsIs: 'median',
    measure: lateness('sleep', { wallMs: 50 }),
  },
  {
    name: 'reap',
    title: 'the same until 64 spinning processes are dead and reaped, the worst',
    unit: 'ms',
    kind: 'amount',
    most: 100,
    theirsIs: 'median',
    measure: lateness('crowd', {
      wallMs: 300,
      policy: 'processes',
      processes: 64,
      memoryBytes: 256 * 1024 * 1024,
    }),
  },
];
