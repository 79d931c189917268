// What the checks in the guest share: a warden of the checkout, and where things are.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { startWarden } from '../../../packages/sandbox/dist/index.js';
import { elfOf, keepBytes, play } from '../../../test/dist/attacks/native.js';

export const warden = `${process.cwd()}/native/build/cellblock-warden`;
export const rootfs = `${process.env.CELLBLOCK_STATE}/rootfs/current`;

/** A file's text without the last line end. */
export const read = (path) => readFileSync(path, 'utf8').trimEnd();

/** Hands a started warden to `look`, and ends it. */
export async function withWarden(look, options = {}) {
  const started = await startWarden({
    rootfs,
    cells: 2,
    warm: { compile: 0, run: 1 },
    cgroup: 'auto',
    zygotes: false,
    ...options,
  });
  try {
    return await look(started);
  } finally {
    await started.close();
  }
}

/** Resolves when `is` gives something; an error that names `what` after some time. */
export async function eventually(what, is) {
  for (let attempt = 0; attempt < 600; attempt++) {
    const found = await is();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never seen: ${what}`);
}

/** The security label of a process, as the kernel tells it. */
export const labelOf = (pid) => read(`/proc/${pid}/attr/current`).replace(/\0$/, '');

/** The label of a program at work in a cell of this warden's. */
export async function labelOfProgram(started) {
  const blob = await keepBytes(
    started,
    await elfOf('#include <unistd.h>\nint main(void) { for (;;) pause(); }'),
  );
  const report = play(started, { blob }, { limits: { wallMs: 5_000 } });
  const program = await eventually('a program at work', () => processes().find(isProgram));
  const label = labelOf(program);
  assert.equal((await report).cause, 'wall');
  return label;
}

function processes() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

function isProgram(pid) {
  try {
    return read(`/proc/${pid}/cmdline`).startsWith('./a.out');
  } catch {
    return false; // gone while we looked
  }
}
