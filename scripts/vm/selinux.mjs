// Compiles the SELinux module of packaging/ against Debian's reference policy, whose packages are unpacked, not installed.

import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, runCommand } from '../command.mjs';
import { checkout } from '../paths.mjs';

const packages = ['selinux-policy-dev', 'checkpolicy', 'semodule-utils', 'libsepol2', 'libselinux1', 'm4'];

/** Compiles it in a directory of `store`; an error with the compiler's words where that can't be done. */
export async function compileSelinuxModule(store) {
  const tree = join(store, 'selinux');
  if (!existsSync(join(tree, 'usr/bin/checkmodule'))) await unpackTools(tree);
  const work = join(store, 'selinux-module');
  rmSync(work, { recursive: true, force: true });
  cpSync(join(checkout, 'packaging/selinux'), work, { recursive: true });
  const headers = join(tree, 'usr/share/selinux/devel/include');
  const env = {
    ...process.env,
    PATH: `${tree}/usr/bin:${process.env.PATH}`,
    LD_LIBRARY_PATH: ['usr/lib', 'lib'].map((folder) => join(tree, folder, 'x86_64-linux-gnu')).join(':'),
  };
  const settings = { HEADERDIR: headers, BINDIR: `${tree}/usr/bin`, TYPE: 'mcs', NAME: 'default' };
  const assignments = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  await mustRun(['make', '-f', join(headers, 'Makefile'), ...assignments, 'cellblock.pp'], {
    cwd: work,
    env,
  });
}

async function unpackTools(tree) {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  const download = ['apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'download', ...packages];
  const { status } = await runCommand(download, { cwd: tree });
  // The lists may be older than what the archive has.
  if (status !== 0) {
    await mustRun(['apt-get', '-qq', 'update']);
    await mustRun(download, { cwd: tree });
  }
  for (const name of readdirSync(tree).filter((file) => file.endsWith('.deb'))) {
    await mustRun(['dpkg-deb', '--extract', join(tree, name), tree]);
  }
}
