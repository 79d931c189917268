// A program that tries what no program in a cell may do, without our filter and namespaces.

import { execFileSync, spawnSync } from 'node:child_process';

export const trespasserPath = '/usr/lib/cellblock-trespasser';

/** Builds it; static, so that it needs no other file. */
export function buildTrespasser() {
  execFileSync('gcc', ['-static', '-o', trespasserPath, 'scripts/vm/inside/trespasser.c']);
}

/** What it was allowed, as "file 1, network 0, ...", started by the words before it. */
export function allowed(...starter) {
  const [command, ...args] = [...starter, trespasserPath];
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  spawnSync('umount', ['/mnt']);
  return stdout
    .split('\n')
    .filter((line) => / [01]$/.test(line))
    .join(', ');
}
