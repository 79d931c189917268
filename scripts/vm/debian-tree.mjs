// A directory with Debian in it, made of packages.

import { transportSettings } from '../../rootfs/debian.mjs';
import { mustRun } from '../command.mjs';

const leftOut = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*'];

/** Installs packages and what they depend on into `tree`; `hooks` are shell commands that are run before the end. */
export async function installDebian({ tree, suite, sources, packages, hooks = [], env = {} }) {
  await mustRun(
    [
      'mmdebstrap',
      '--quiet',
      '--mode=root',
      '--variant=minbase',
      '--architectures=amd64',
      '--format=directory',
      `--include=${packages.join(',')}`,
      ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
      ...(await transportSettings()).map((line) => `--aptopt=${line}`),
      ...hooks.map((command) => `--customize-hook=${command}`),
      suite,
      tree,
      sources,
    ],
    { env: { ...process.env, LC_ALL: 'C.UTF-8', ...env } },
  );
}
