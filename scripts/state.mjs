// The state directory: nobody else's business.

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the state directory, for its owner alone; one that is in others' hands is refused. */
export function ensureStateDirectory(directory) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const weakness = weaknessOf(directory);
  if (weakness !== null) throw new Error(weakness);
}

/**
 * Why somebody else could put another rootfs, or other data of Redis', in the place of ours, and the remedy; null where
 * nobody can but root and who asks, whose user id is `own`. What is not there yet will be made by us.
 */
export function weaknessOf(directory, own = process.getuid()) {
  for (const path of [directory, join(directory, 'rootfs'), join(directory, 'redis')]) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) continue;
    const { uid, mode } = found;
    if ((mode & 0o022) !== 0)
      return `${path} can be written by others: chmod go-w it, or set CELLBLOCK_STATE`;
    if (uid !== 0 && uid !== own)
      return `${path} belongs to user ${uid}, who could change what is run: chown it to ${own}, or set CELLBLOCK_STATE`;
  }
  return null;
}
