// Artifacts that outlive the scopes they were made in: sealed files that the warden holds, the least recently used
// given up first, none while a cell may still be started from it. Nothing of it has a path.

import type { CompileResult } from '@cellblock/contract';
import type { CellScope, Starter } from './cell-scope.js';
import type { Held } from './tool-cells.js';

/** An artifact and what was said when it was made. */
export type Artifact = { artifact: Held; result: CompileResult };

export interface ArtifactStore {
  /** Lends what lies under the key to the scope, until that is closed; null where nothing does. */
  lend(key: string, scope: CellScope): Artifact | null;
  /** Takes an artifact over from the scope that made it, which may use it until it is closed, if there is room for it. */
  keep(key: string, scope: CellScope, made: Artifact): void;
  /** Forgets what lies under the key. */
  drop(key: string): void;
}

type Entry = Artifact & { chargedBytes: number; leases: number; isDropped: boolean };

// Each takes a descriptor of the warden's, of which some hosts allow 4096.
const mostArtifacts = 2000;

/** A store that holds at most `maximumBytes`, what is lent and forgotten not counted. */
export function createArtifactStore(cells: Pick<Starter, 'release'>, maximumBytes: number): ArtifactStore {
  // The least recently used first.
  const entries = new Map<string, Entry>();
  let usedBytes = 0;

  const leave = (entry: Entry) => {
    if (entry.isDropped && entry.leases === 0) cells.release(entry.artifact.blob);
  };
  const lendTo = (scope: CellScope, entry: Entry) => {
    entry.leases += 1;
    scope.onClose(() => {
      entry.leases -= 1;
      leave(entry);
    });
  };
  const drop = (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    usedBytes -= entry.chargedBytes;
    entry.isDropped = true;
    leave(entry);
  };

  return {
    drop,
    lend(key, scope) {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      entries.delete(key);
      entries.set(key, entry);
      lendTo(scope, entry);
      return { artifact: entry.artifact, result: entry.result };
    },
    keep(key, scope, made) {
      const chargedBytes = chargeOf(made);
      if (entries.has(key) || chargedBytes > maximumBytes) return;
      const entry = { ...made, chargedBytes, leases: 0, isDropped: false };
      scope.handOver(made.artifact.blob);
      lendTo(scope, entry);
      entries.set(key, entry);
      usedBytes += chargedBytes;
      for (const oldest of entries.keys()) {
        if (usedBytes <= maximumBytes && entries.size <= mostArtifacts) break;
        drop(oldest);
      }
    },
  };
}

const pageBytes = 4096;

function chargeOf({ artifact, result }: Artifact): number {
  return Math.ceil(artifact.bytes / pageBytes) * pageBytes + 2 * JSON.stringify(result).length;
}
