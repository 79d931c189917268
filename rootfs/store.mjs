// The directory that holds rootfs versions: which one is current, publishing a new one, dropping old ones.

import {
  existsSync,
  lutimesSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../scripts/command.mjs';
import { tryLock } from '../scripts/lock.mjs';
import { parseManifest } from './manifest.mjs';

const kept = 3;

/** The file of a rootfs that whoever uses it holds a shared lock on (flock); it is not removed meanwhile. */
export const leaseName = 'lock';

/** The manifest of the rootfs that `current` points to, with its `version`; null where there is none. */
export function currentManifest(store) {
  try {
    const version = readlinkSync(join(store, 'current')).replace(/^rootfs-/, '');
    const manifest = parseManifest(readFileSync(join(store, 'current', 'manifest'), 'utf8'));
    return manifest === null ? null : { ...manifest, version };
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Whether a version is there, whole; publishing moves it into place in one go. */
export function hasVersion(store, version) {
  return existsSync(join(store, `rootfs-${version}`));
}

/** Moves a finished rootfs into place as a version, once its files are on the disk. */
export async function addVersion(store, finished, version) {
  await mustRun(['sync', '--file-system', finished]);
  renameSync(finished, join(store, `rootfs-${version}`));
}

/** Makes a version the current one, by one rename, and drops versions that are too many. */
export async function publish(store, version) {
  const link = join(store, '.current.new');
  rmSync(link, { force: true });
  symlinkSync(`rootfs-${version}`, link);
  const now = Date.now() / 1000;
  lutimesSync(join(store, `rootfs-${version}`), now, now);
  renameSync(link, join(store, 'current'));
  await dropOldVersions(store, version);
}

/** Removes what a build that was cut off has left; to be called by whoever holds the store's lock. */
export function removeLeftovers(store) {
  for (const name of readdirSync(store)) {
    if (/^(tmp|gone)-/.test(name)) rmSync(join(store, name), { recursive: true, force: true });
  }
}

async function dropOldVersions(store, current) {
  const old = readdirSync(store)
    .filter((name) => name.startsWith('rootfs-') && name !== `rootfs-${current}`)
    .map((name) => ({ name, usedMs: statSync(join(store, name)).mtimeMs }))
    .sort((a, b) => b.usedMs - a.usedMs)
    .slice(kept - 1);
  for (const { name } of old) {
    const lease = await tryLock(join(store, name, leaseName));
    if (lease === null) continue;
    // Renamed while locked: whoever has just opened the lease finds, once it has it, that its path is gone.
    renameSync(join(store, name), join(store, `gone-${name}`));
    lease.release();
    rmSync(join(store, `gone-${name}`), { recursive: true, force: true });
  }
}
