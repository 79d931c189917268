// The state directory: nobody else's business.

import { mkdirSync, statSync } from 'node:fs';

/** Makes the state directory, for its owner alone; one that others may write to is refused. */
export function ensureStateDirectory(directory) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if ((statSync(directory).mode & 0o022) !== 0) {
    throw new Error(
      `the state directory ${directory} can be written by others: chmod go-w it, or set CELLBLOCK_STATE`,
    );
  }
}
