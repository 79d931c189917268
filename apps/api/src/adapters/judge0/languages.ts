// The languages that there are: C, by each compiler of the workers, under the ids that Judge0's clients know.

import type { CompilerInput } from '@cellblock/contract';
import type { Door } from '@cellblock/queue';
import { recentStatus } from '../recent-status.js';

type CompilerName = NonNullable<CompilerInput['name']>;

type Row = { id: number; compiler: CompilerName; title: string; compile: string };

// 48 to 50 are three releases of GCC there, and ours here. Judge0 has no TCC; its id is beyond all of theirs.
const rows: readonly Row[] = [
  { id: 48, compiler: 'gcc', title: 'GCC', compile: 'gcc %s main.c' },
  { id: 49, compiler: 'gcc', title: 'GCC', compile: 'gcc %s main.c' },
  { id: 50, compiler: 'gcc', title: 'GCC', compile: 'gcc %s main.c' },
  { id: 75, compiler: 'clang', title: 'Clang', compile: 'clang %s main.c' },
  { id: 2001, compiler: 'tcc', title: 'TCC', compile: 'tcc %s main.c' },
];

export type Language = Row & { name: string };

/** The languages that workers have, of a moment ago at most; those of gcc also while no worker lives. */
export async function languagesOf(door: Door): Promise<Language[]> {
  const { workers } = await recentStatus(door);
  return rows.flatMap((row) => {
    const version = workers.flatMap(({ compilers }) => compilers[row.compiler] ?? [])[0];
    if (version === undefined && row.compiler !== 'gcc') return [];
    return { ...row, name: `C (${row.title}${version === undefined ? '' : ` ${version}`})` };
  });
}
