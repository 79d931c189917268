// What the checks in the guest share: a warden of the checkout, and where things are.

import { readFileSync } from 'node:fs';
import { startWarden } from '../../../packages/sandbox/dist/index.js';

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
