// What the service takes of memory, from /proc.

import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** Bytes that the processes of these trees take: proportional shares of what is mapped, and sealed files held. */
export function memoryOf(roots) {
  const pids = withDescendants(roots);
  const mappedBytes = pids.reduce((sum, pid) => sum + pssOf(pid), 0);
  const sealed = new Map(pids.flatMap(sealedFilesOf));
  const sealedBytes = [...sealed.values()].reduce((sum, bytes) => sum + bytes, 0);
  return { processes: pids.length, mappedBytes, sealedBytes };
}

function withDescendants(roots) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = pids.map((pid) => [Number(pid), parentOf(pid)]);
  const found = [...roots];
  for (const pid of found)
    found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return found;
}

const parentOf = (pid) => Number(/^\d+ \(.*\) \S (\d+)/s.exec(readOr(`/proc/${pid}/stat`))?.[1] ?? 0);

const pssOf = (pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;

// Artifacts that are kept are mapped by nobody, so no process's share counts them.
function sealedFilesOf(pid) {
  const directory = `/proc/${pid}/fd`;
  return listOr(directory).flatMap((fd) => {
    try {
      if (!readlinkSync(`${directory}/${fd}`).startsWith('/memfd:')) return [];
      const { ino, blocks } = statSync(`${directory}/${fd}`);
      return [[ino, blocks * 512]];
    } catch {
      return [];
    }
  });
}

// A process may be gone by the time it is looked at.
function readOr(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function listOr(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
