// Ways for a warden to be born other than from a clean parent: what it inherits must not reach a cell.

import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { probeHost, type WardenOptions } from '@cellblock/sandbox';
import { type Lab, openLab } from './cell.js';
import { native, rootfs } from './places.js';

/** How a warden is started: as root or as an ordinary user, with or without control groups. */
export const modes = ['root', 'rlimits alone', 'rootless'] as const;
export type Mode = (typeof modes)[number];

const needs: Record<Mode, string> = {
  root: 'cgroups',
  'rlimits alone': 'root',
  rootless: 'user namespace',
};

/** Why there is no such mode on this host; false where there is. */
export function reasonAgainst(mode: Mode): string | false {
  const fact = probeHost().find(({ name }) => name === needs[mode]);
  return fact?.state === 'yes' ? false : `${needs[mode]}: ${fact?.detail ?? 'unknown'}`;
}

/** Paths of what `make -C native` has made, here or elsewhere. */
export type Build = { warden: string; zygotes?: string };
const built: Build = { warden: `${native}/build/cellblock-warden` };

/** A user that owns nothing on any host. */
const ordinaryUser = 1_899_999_999;

// A careless parent: a narrow umask, core files, open descriptors, a secret, signals ignored and blocked.
const carelessness = `umask 077
ulimit -c unlimited
exec 7</dev/zero 70</dev/zero
SECRET=1; export SECRET
careless="/usr/bin/env --ignore-signal=USR1,TERM --block-signal=USR2"`;

/** A lab whose warden has a careless parent. The maker compiles. */
export async function openBorn(mode: Mode, { compile }: Lab, parts = built): Promise<Lab> {
  const directory = await mkdtemp(`${tmpdir()}/cellblock-`);
  const discard = () => rm(directory, { recursive: true, force: true });
  try {
    const lab = await openLab({ ...(await launcher(directory, mode, parts)), compile });
    const close = () => lab.close().then(discard);
    return { ...lab, close };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Writes a script that starts the warden, and says with which options it must be used. */
async function launcher(
  directory: string,
  mode: Mode,
  parts: Build,
): Promise<Pick<WardenOptions, 'executable' | 'rootfs' | 'cgroup' | 'zygotes'>> {
  const executable = `${directory}/launch`;
  const script = mode === 'rootless' ? await rootlessScript(directory, parts) : rootScript(parts);
  await writeFile(executable, `#!/bin/bash\n${carelessness}\n${script}`, { mode: 0o755 });
  return {
    executable,
    rootfs: mode === 'rootless' ? `${directory}/rootfs` : rootfs,
    cgroup: mode === 'root' ? 'auto' : 'none',
    zygotes: mode !== 'rootless',
  };
}

function rootScript({ warden, zygotes }: Build): string {
  const born = 'exec $careless /usr/bin/setpriv --inh-caps +chown,+kill --groups 4,24';
  return `${born} ${warden} "$@"${zygotes === undefined ? '' : ` --zygotes ${zygotes}`}\n`;
}

/** The checkout may lie where an ordinary user can't look, so the rootfs is shown to it elsewhere. */
async function rootlessScript(directory: string, { warden }: Build): Promise<string> {
  await chmod(directory, 0o755);
  await mkdir(`${directory}/rootfs`, { recursive: true });
  await copyFile(warden, `${directory}/warden`);
  await chmod(`${directory}/warden`, 0o755);
  const drop = `/usr/bin/setpriv --reuid ${ordinaryUser} --regid ${ordinaryUser} --clear-groups`;
  const inside = `mount -o bind,ro ${rootfs} ${directory}/rootfs && exec ${drop} ${directory}/warden "$@"`;
  return `PATH=/usr/bin:/bin exec $careless /usr/bin/unshare --mount /bin/sh -c '${inside}' sh "$@"\n`;
}
