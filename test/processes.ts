// Which processes there are, from /proc.

import { readdir, readFile } from 'node:fs/promises';

export type Process = { pid: number; parent: number; name: string };

/** The processes below `pid`, however deep, that are not zombies. */
export async function descendantsOf(pid: number): Promise<Process[]> {
  const all = await processes();
  const found: Process[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = all.filter((process) => parents.includes(process.parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** Those of `pids` that are still there and no zombies. */
export async function alive(pids: readonly number[]): Promise<number[]> {
  return (await processes()).map((process) => process.pid).filter((pid) => pids.includes(pid));
}

async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return stats.flatMap((stat) => {
    const [, pid, name, state, parent] = /^(\d+) \((.*)\) (\S) (\d+)/s.exec(stat) ?? [];
    if (pid === undefined || name === undefined || state === 'Z' || state === 'X') return [];
    return [{ pid: Number(pid), parent: Number(parent), name }];
  });
}
