// Cells without a queue and without HTTP: a warden of our own, and static programs in it.

import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { startWarden } from '../../packages/sandbox/dist/index.js';
import { stateDirectory } from '../paths.mjs';

const MiB = 1024 * 1024;
const limits = {
  cpuMs: 30_000,
  wallMs: 60_000,
  memoryBytes: 64 * MiB,
  outputBytes: MiB,
  processes: 1,
  stackBytes: 8 * MiB,
  scratchBytes: 16 * MiB,
  scratchInodes: 100,
};
const common = {
  env: [],
  limits,
  stdin: Buffer.alloc(0),
  stdout: 'collect',
  inputs: [],
  keep: [],
  outputs: [],
};

/**
 * A warden; `load` resolves to a function that runs a static program in a warm cell and resolves to its output,
 * `loadEndless` to one whose wall deadline it meets: it resolves to the milliseconds by which it was late at its end.
 */
export async function openCells() {
  const rootfs = realpathSync(join(stateDirectory(), 'rootfs', 'current'));
  const cgroup = process.env.CELLBLOCK_CGROUP || 'auto';
  const warden = await startWarden({
    rootfs,
    cells: 8,
    warm: { compile: 1, run: 4 },
    cgroup,
    zygotes: false,
  });
  return {
    async load(path) {
      const blob = await keptBlob(warden, readFileSync(path));
      return async () => {
        const spec = { ...common, policy: 'standard', program: { blob }, argv: ['./a.out'] };
        const { cause, exitCode, chunks } = await warden.start(spec).report;
        if (cause !== 'exit' || exitCode !== 0)
          throw new Error(`${path} ended by ${cause} (${exitCode}) in a cell`);
        return Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();
      };
    },
    async loadEndless(path, { wallMs, policy = 'standard', ...more }) {
      const blob = await keptBlob(warden, readFileSync(path));
      return async () => {
        const spec = { ...common, policy, program: { blob }, argv: ['./a.out'] };
        const { cause, usage } = await warden.start({ ...spec, limits: { ...limits, ...more, wallMs } })
          .report;
        if (cause !== 'wall') throw new Error(`${path} ended by ${cause} instead of its deadline`);
        return usage.wallMs - wallMs;
      };
    },
    close: () => warden.close(),
  };
}

// A cell's input that is kept afterwards is how bytes become a blob: the tool only has to end well.
async function keptBlob(warden, content) {
  const tool = '/usr/bin/as';
  const { kept } = await warden.start({
    ...common,
    policy: 'compile',
    program: { tool },
    argv: [tool, '--version'],
    inputs: [{ path: 'a.out', content }],
    keep: [{ path: 'a.out', maximumBytes: 16 * MiB }],
  }).report;
  if (kept[0] === null) throw new Error('the warden did not keep the program');
  return kept[0];
}
