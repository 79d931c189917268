// Debian's SELinux policy with the module of packaging/ in it, and the labels that it gives to files. Its packages and tools
// are in a directory of their own, so that neither the host nor the guest need have them.

import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostSuite, writeSources } from '../../rootfs/debian.mjs';
import { mustRun } from '../command.mjs';
import { checkout } from '../paths.mjs';
import { installDebian } from './debian-tree.mjs';
import { place } from './recipe.mjs';

const packages = [
  'selinux-policy-default',
  'selinux-policy-dev',
  'checkpolicy',
  'policycoreutils',
  'semodule-utils',
  'make',
  'm4',
];
const trials = fileURLToPath(new URL('inside/', import.meta.url));
const contexts = 'etc/selinux/default/contexts/files/file_contexts';

// Where the guest has what a host has elsewhere, and what no policy knows.
const aliases = [
  [`${place}/checkout`, '/opt/cellblock'],
  [`${place}/state`, '/var/lib/cellblock'],
  [`${place}/selinux`, '/etc/selinux'],
];
const additions = `${place}/node -- system_u:object_r:bin_t:s0\n`;

/**
 * The policy as { compile, install, label, configuration }, in a directory of `store` that is filled if it isn't there, or
 * in any case if `anew`:
 * compile() compiles the module of packaging/, and what the tests in the guest need besides it; install() puts both into
 * the policy; label(root) gives all files below `root` the labels that they would have if it were "/"; `configuration`
 * is what a host has in /etc/selinux.
 */
export async function selinuxPolicy(store, { anew, step }) {
  const tree = join(store, 'selinux');
  if (anew || !existsSync(join(tree, contexts))) {
    await step("installing Debian's SELinux policy into a directory", () => fill(store, tree));
  }
  return {
    compile: () => compile(tree),
    install: () => install(tree),
    label: (root) => label(tree, root),
    configuration: join(tree, 'etc/selinux'),
  };
}

async function fill(store, tree) {
  const building = mkdtempSync(join(store, 'building-'));
  const umask = process.umask(0o022);
  try {
    const suite = hostSuite();
    const sources = writeSources(join(building, 'apt'), suite);
    await installDebian({ tree: join(building, 'tree'), suite, sources, packages });
    rmSync(tree, { recursive: true, force: true });
    renameSync(join(building, 'tree'), tree);
  } finally {
    process.umask(umask);
    rmSync(building, { recursive: true, force: true });
  }
}

async function compile(tree) {
  const work = join(tree, 'module');
  rmSync(work, { recursive: true, force: true });
  cpSync(join(checkout, 'packaging/selinux'), work, { recursive: true });
  for (const name of readdirSync(trials).filter((file) => file.endsWith('.te'))) {
    cpSync(join(trials, name), join(work, name));
  }
  const makefile = '/usr/share/selinux/devel/Makefile';
  await mustRun(['chroot', tree, 'make', '--silent', '-C', '/module', '-f', makefile, 'NAME=default']);
}

async function install(tree) {
  const modules = readdirSync(join(tree, 'module')).filter((name) => name.endsWith('.pp'));
  const paths = modules.map((name) => `/module/${name}`);
  await mustRun(['chroot', tree, 'semodule', '--noreload', '--install', ...paths]);
  // Node.js compiles as it goes, which Debian's policy allows to no service otherwise.
  await mustRun(['chroot', tree, 'setsebool', '-P', '-N', 'allow_execmem', 'on']);
  writeFileSync(join(tree, `${contexts}.subs`), aliases.map((pair) => `${pair.join(' ')}\n`).join(''));
  writeFileSync(join(tree, `${contexts}.local`), additions);
}

// From outside the directory, as what is labelled lies there. A kernel without SELinux keeps labels as it keeps others.
async function label(tree, root) {
  const env = { ...process.env, LD_LIBRARY_PATH: join(tree, 'usr/lib/x86_64-linux-gnu') };
  await mustRun([join(tree, 'usr/sbin/setfiles'), '-F', '-r', root, join(tree, contexts), root], { env });
}
