// What a warden has on the host: what must be the same again when a cell is over.

import { readdirSync, readlinkSync } from 'node:fs';
import { descendants, groups, mounts } from '../sandbox/outside.js';

/** Its descriptors by kind, its processes, mounts and groups, as one line. */
export function residueOf(warden: number): string {
  const below = descendants(warden);
  const words = [
    ...descriptorsOf(warden),
    `processes ${below.length}`,
    `mounts ${mounts(warden).length}`,
    `groups ${groups(warden).length}`,
  ];
  return words.join(', ');
}

function descriptorsOf(pid: number): string[] {
  const counts = new Map<string, number>();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    const kind = kindOf(`/proc/${pid}/fd/${fd}`);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind} ${count}`).sort();
}

function kindOf(path: string): string {
  try {
    return readlinkSync(path)
      .replace(/:\[\d+\]$/, '')
      .replace(/cell-\d+/, 'cell');
  } catch {
    return 'gone';
  }
}
