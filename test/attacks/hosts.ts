// The kinds of host on which the catalogue is played, and how the service and wardens are started on each.

import { chmod, chown, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { probeHost, type WardenOptions } from '@cellblock/sandbox';
import { type ServiceOptions, sharedRootfs } from '../service.js';

/** `root` uses the control groups there are; `rootless` is an ordinary user; `rlimits` is root without groups. */
export const hostKinds = ['root', 'rootless', 'rlimits'] as const;
export type HostKind = (typeof hostKinds)[number];

export type Host = {
  kind: HostKind;
  cgroup: WardenOptions['cgroup'];
  /** The rootfs as we see it, and as wardens are to be told of it. */
  tree: string;
  rootfs: string;
  /** What a service needs to run there. */
  service: ServiceOptions;
  /** A program to start instead of this warden, which then runs as it must on this host. */
  executable(warden: string): Promise<string>;
  /** Lets whoever runs there reach a directory. */
  open(directory: string): Promise<void>;
  close(): Promise<void>;
};

const needs: Record<HostKind, string> = { root: 'cgroups', rootless: 'user namespace', rlimits: 'root' };

/** A user that owns nothing on any host. */
const ordinaryUser = 1_899_999_998;
const checkout = fileURLToPath(new URL('../../../', import.meta.url));

/** Why this machine can't be such a host; false where it can. */
export function reasonAgainst(kind: HostKind): string | false {
  const fact = probeHost().find(({ name }) => name === needs[kind]);
  return fact?.state === 'yes' ? false : `${needs[kind]}: ${fact?.detail ?? 'unknown'}`;
}

/** Makes this machine a host of that kind. */
export async function openHost(kind: HostKind): Promise<Host> {
  const tree = await realpath(join(sharedRootfs(), 'current'));
  if (kind === 'rootless' && process.getuid?.() === 0) return openRootless(tree);
  const cgroup = kind === 'rlimits' ? 'none' : 'auto';
  return {
    kind,
    cgroup,
    tree,
    rootfs: tree,
    service: { env: { CELLBLOCK_CGROUP: cgroup } },
    executable: async (warden) => warden,
    open: async () => undefined,
    close: async () => undefined,
  };
}

/**
 * Everything runs as an ordinary user, in a mount namespace that shows it what may lie where it can't look: the
 * checkout, the rootfs and node.
 */
async function openRootless(tree: string): Promise<Host> {
  const directory = await mkdtemp(join(tmpdir(), 'cellblock-rootless-'));
  const shown = { checkout: join(directory, 'checkout'), rootfs: join(directory, 'rootfs') };
  const node = join(directory, 'node');
  await chmod(directory, 0o755);
  for (const place of [shown.checkout, join(shown.rootfs, 'current')])
    await mkdir(place, { recursive: true });
  await writeFile(node, '');
  const script = `set -e
mount -o bind,ro '${checkout}' '${shown.checkout}'
mount -o bind,ro '${tree}' '${shown.rootfs}/current'
mount -o bind,ro '${process.execPath}' '${node}'
cd /
exec setpriv --reuid ${ordinaryUser} --regid ${ordinaryUser} --clear-groups --inh-caps=-all --pdeathsig KILL "$@"`;
  const launcher = ['unshare', '--mount', '/bin/sh', '-c', script, 'sh'];
  const seen = (path: string) =>
    path === process.execPath ? node : path.replace(checkout, `${shown.checkout}/`);
  let scripts = 0;
  return {
    kind: 'rootless',
    cgroup: 'auto',
    tree,
    rootfs: join(shown.rootfs, 'current'),
    service: {
      launch: (command) => [...launcher, ...command.map(seen)],
      rootfs: shown.rootfs,
      owner: ordinaryUser,
    },
    async executable(warden) {
      scripts += 1;
      const path = join(directory, `launch-${scripts}`);
      const quoted = launcher.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
      const text = `#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin exec ${quoted} '${seen(warden)}' "$@"\n`;
      await writeFile(path, text, { mode: 0o755 });
      return path;
    },
    open: async (path) => {
      await chmod(path, 0o755);
      await chown(path, ordinaryUser, ordinaryUser);
    },
    close: () => rm(directory, { recursive: true }),
  };
}
