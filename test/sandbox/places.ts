// Where things are: what is built, and directories that don't stay.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const { CELLBLOCK_STATE: state = `${checkout}.state` } = process.env;

/** The rootfs that cells are rooted in: the one that `npm run rootfs` has built. */
export const rootfs = `${state}/rootfs/current`;
/** Sources and results of `make -C native`. */
export const native = `${checkout}native`;

/** A directory that is removed when `work` is done with it. */
export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(`${tmpdir()}/cellblock-`);
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
