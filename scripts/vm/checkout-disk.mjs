// The guest's second disk: the checkout with all that is built, Node.js, the rootfs, the SELinux policy, and the plan.

import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../command.mjs';
import { checkout } from '../paths.mjs';
import { makeDisk } from './guest-system.mjs';
import { place } from './recipe.mjs';

const leftOut = ['.git', '.state', 'native/build-sanitized', 'native/build-fuzz'];
const diskBytes = 2 * 2 ** 30;

/**
 * Writes it to `disk`; `rootfs` is the store whose current version goes with it, `policy` the SELinux policy by which
 * files are labelled.
 */
export async function makeCheckoutDisk({ disk, staging: root, rootfs, policy, plan }) {
  const staging = join(root, place);
  rmSync(root, { recursive: true, force: true });
  try {
    const target = join(staging, 'checkout');
    mkdirSync(target, { recursive: true });
    const names = readdirSync(checkout).filter((name) => !leftOut.includes(name));
    await mustRun(['cp', '-a', ...names.map((name) => join(checkout, name)), target]);
    for (const name of leftOut) rmSync(join(target, name), { recursive: true, force: true });
    // An ordinary user must be able to read all of it, as root of the guest owns it.
    await mustRun(['chown', '-R', '0:0', target]);
    await mustRun(['chmod', '-R', 'a+rX,go-w', target]);
    mkdirSync(join(staging, 'state/rootfs'), { recursive: true });
    await mustRun([
      'cp',
      '-a',
      await versionOf(rootfs),
      join(rootfs, 'current'),
      join(staging, 'state/rootfs'),
    ]);
    for (const path of ['state', 'state/rootfs']) chmodSync(join(staging, path), 0o755);
    cpSync(process.execPath, join(staging, 'node'));
    writeFileSync(join(staging, 'plan.json'), JSON.stringify(plan));
    await mustRun(['cp', '-a', policy.configuration, join(staging, 'selinux')]);
    await policy.label(root);
    await makeDisk(staging, disk, diskBytes);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function versionOf(rootfs) {
  return (await mustRun(['readlink', '-f', join(rootfs, 'current')])).trim();
}
