// Builds the guest's system out of Debian packages: a disk with systemd, and beside it Debian's own kernel, unpacked.

import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostSuite, writeSources } from '../../rootfs/debian.mjs';
import { mustRun } from '../command.mjs';
import { installDebian } from './debian-tree.mjs';
import { buildInitramfs } from './initramfs.mjs';
import { guestPackages, kernelPackage, maskedUnits, ordinaryUser, place } from './recipe.mjs';

const directory = fileURLToPath(new URL('.', import.meta.url));
const recipeFiles = ['recipe.mjs', 'guest-system.mjs', 'debian-tree.mjs', 'initramfs.mjs', 'init.sh'];
const diskBytes = 3 * 2 ** 30;

/**
 * The guest's parts as paths { disk, kernel, initramfs } and the kernel's `release`, built in `store` if they aren't
 * there; `anew` builds them in any case. `label(root)` gives the disk's files their SELinux labels. `step(title, action)`
 * runs and announces a part of the work.
 */
export async function guestSystem(store, { anew, label, step }) {
  const suite = hostSuite();
  const finished = join(store, `system-${recipeHash(suite)}`);
  if (anew || !existsSync(finished)) {
    mkdirSync(store, { recursive: true });
    for (const name of readdirSync(store).filter((name) => /^(system|building)-/.test(name))) {
      rmSync(join(store, name), { recursive: true, force: true });
    }
    await build({ store, suite, finished, label, step });
  }
  return {
    disk: join(finished, 'disk'),
    kernel: join(finished, 'vmlinuz'),
    initramfs: join(finished, 'initramfs'),
    release: readFileSync(join(finished, 'release'), 'utf8'),
  };
}

function recipeHash(suite) {
  const hash = createHash('sha256').update(suite);
  for (const name of recipeFiles) hash.update(readFileSync(join(directory, name)));
  return hash.digest('hex').slice(0, 16);
}

async function build({ store, suite, finished, label, step }) {
  const building = mkdtempSync(join(store, 'building-'));
  const umask = process.umask(0o022);
  try {
    const tree = join(building, 'tree');
    const packages = join(building, 'kernel');
    mkdirSync(packages);
    await step('installing Debian into a directory, for the guest', () =>
      installGuest({ tree, packages, suite, sources: writeSources(join(building, 'apt'), suite) }),
    );
    const release = await step("unpacking Debian's kernel", () => unpackKernel({ building, packages, tree }));
    settle(tree);
    await step("labelling the guest's files", () => label(tree));
    await step("writing the guest's disk", () => makeDisk(tree, join(building, 'disk'), diskBytes));
    writeFileSync(join(building, 'initramfs'), buildInitramfs({ tree, release }));
    writeFileSync(join(building, 'release'), release);
    for (const name of ['tree', 'kernel', 'unpacked', 'apt']) {
      rmSync(join(building, name), { recursive: true, force: true });
    }
    rmSync(finished, { recursive: true, force: true });
    renameSync(building, finished);
  } finally {
    process.umask(umask);
    rmSync(building, { recursive: true, force: true });
  }
}

// The kernel's package is only downloaded: to install it would build an initramfs that nobody needs.
function installGuest({ tree, packages, suite, sources }) {
  const fetchKernel =
    'cd "$PACKAGES" && APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get -qq -o APT::Sandbox::User=root download ' +
    `$(APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-cache depends ${kernelPackage} | sed -n 's/^ *Depends: \\(linux-image-\\)/\\1/p')`;
  return installDebian({
    tree,
    suite,
    sources,
    packages: guestPackages.map(({ name }) => name),
    hooks: [fetchKernel],
    env: { PACKAGES: packages },
  });
}

async function unpackKernel({ building, packages, tree }) {
  const [file, ...more] = readdirSync(packages).filter((name) => name.endsWith('.deb'));
  if (file === undefined || more.length > 0)
    throw new Error(`${kernelPackage} depends on no kernel, or on several`);
  const unpacked = join(building, 'unpacked');
  await mustRun(['dpkg-deb', '--extract', join(packages, file), unpacked]);
  const release = readdirSync(join(unpacked, 'lib/modules'))[0];
  cpSync(join(unpacked, 'boot', `vmlinuz-${release}`), join(building, 'vmlinuz'));
  cpSync(join(unpacked, 'lib/modules'), join(tree, 'usr/lib/modules'), { recursive: true });
  await mustRun(['chroot', tree, 'depmod', release]);
  return release;
}

// What an installation would have asked for, and the unit that runs what the guest was started for.
function settle(tree) {
  const write = (path, text) => writeFileSync(join(tree, path), text);
  write('etc/hostname', 'guest\n');
  write('etc/hosts', '127.0.0.1 localhost guest\n');
  write('etc/fstab', '');
  mkdirSync(join(tree, 'etc/selinux'), { recursive: true });
  rmSync(join(tree, 'etc/resolv.conf'), { force: true });
  const { name, id } = ordinaryUser;
  for (const [path, line] of [
    ['etc/passwd', `${name}:x:${id}:${id}::/home/${name}:/bin/sh`],
    ['etc/group', `${name}:x:${id}:`],
  ]) {
    writeFileSync(join(tree, path), `${readFileSync(join(tree, path), 'utf8')}${line}\n`);
  }
  const units = join(tree, 'etc/systemd/system');
  for (const unit of maskedUnits) {
    rmSync(join(units, unit), { force: true });
    symlinkSync('/dev/null', join(units, unit));
  }
  write('etc/systemd/system/cellblock-guest.service', guestUnit);
  mkdirSync(join(units, 'multi-user.target.wants'), { recursive: true });
  symlinkSync('../cellblock-guest.service', join(units, 'multi-user.target.wants/cellblock-guest.service'));
}

const guestUnit = `[Unit]
Description=What the guest was started for
After=dbus.service apparmor.service
SuccessAction=poweroff-immediate
FailureAction=poweroff-immediate

[Service]
Type=oneshot
ExecStart=${place}/node ${place}/checkout/scripts/vm/guest.mjs
StandardOutput=journal+console
StandardError=journal+console
`;

/** Writes the files of a directory to a new ext4 file system in the file `disk`, without mounting anything. */
export async function makeDisk(tree, disk, bytes) {
  writeFileSync(disk, '');
  await mustRun([
    'mke2fs',
    '-q',
    '-F',
    '-t',
    'ext4',
    '-O',
    '^has_journal',
    '-m',
    '0',
    '-d',
    tree,
    disk,
    `${Math.ceil(bytes / 1024)}k`,
  ]);
}
