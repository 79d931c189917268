// Whether a fork server's cc1 says and writes what cc1 itself does: the same bytes of assembly and of diagnostics, and
// the same end, for the same source with the same options in the same tree.

import { realpath } from 'node:fs/promises';
import type { Compiler } from '@cellblock/contract';
import { cc1ArgvOf, isDoubtful, loadToolchain, openForkServers } from '@cellblock/evaluate';
import { type CellReport, type CellSpec, startWarden } from '@cellblock/sandbox';
import { rootfs as current } from '../sandbox/places.js';

/** A program to be compiled: main.c and what it includes. */
export type Case = { name: string; files: readonly { path: string; content: Buffer }[] };

/**
 * What came of a case: `same` and `different` tell of two runs; `asked again` is an answer that is never taken, and
 * `plain` a source that no fork server is given.
 */
export type Ruling = 'same' | 'different' | 'asked again' | 'plain';

const MiB = 1024 * 1024;

const limits: CellSpec['limits'] = {
  cpuMs: 10_000,
  wallMs: 30_000,
  memoryBytes: 512 * MiB,
  outputBytes: 64 * MiB,
  processes: 1,
  stackBytes: 64 * MiB,
  scratchBytes: 64 * MiB,
  scratchInodes: 1000,
};

/** Compares, in cells of a warden of its own. */
export async function openComparison(atOnce: number) {
  const rootfs = await realpath(current);
  const { gcc } = (await loadToolchain(rootfs)).compilers;
  if (gcc === undefined) throw new Error('this rootfs has no gcc');
  const warden = await startWarden({
    rootfs,
    cells: 40 + 4 * atOnce,
    cgroup: 'auto',
    huge: gcc.cc1[0],
  });
  const troubles: Error[] = [];
  // For every beginning the server that knows most of it, however rare it is.
  const habits = { isWorth: () => true };
  const servers = openForkServers(warden, (error) => void troubles.push(error), habits);

  return {
    /** Why servers were given up; empty where all are as they should be. */
    troubles: troubles as readonly Error[],
    async rule(one: Case, compiler: Compiler): Promise<Ruling> {
      const argv = cc1ArgvOf(gcc, compiler, 'main.c');
      const input = { argv, sources: one.files };
      // The server that knows most of the source is wanted, which may only now be started.
      servers.find(input);
      await servers.settled();
      const zygote = servers.find(input);
      if (zygote === null) return 'plain';
      const spec = (program: CellSpec['program']): CellSpec => ({
        policy: 'compile',
        program,
        argv: [...argv],
        env: [],
        limits,
        stdin: Buffer.alloc(0),
        stdout: 'collect',
        inputs: one.files.map(({ path, content }) => ({ path, content })),
        keep: [],
        outputs: [],
      });
      const quick = await warden.start(spec({ zygote })).report;
      const tool = argv[0] ?? '';
      if (isDoubtful(quick, tool)) return 'asked again';
      const plain = await warden.start(spec({ tool })).report;
      return isSame(quick, plain) ? 'same' : 'different';
    },
    close: () => warden.close(),
  };
}

export type Comparison = Awaited<ReturnType<typeof openComparison>>;

function isSame(one: CellReport, other: CellReport): boolean {
  return (
    one.cause === other.cause &&
    one.exitCode === other.exitCode &&
    one.signal === other.signal &&
    bytesOf(one, 'stdout').equals(bytesOf(other, 'stdout')) &&
    bytesOf(one, 'stderr').equals(bytesOf(other, 'stderr'))
  );
}

function bytesOf({ chunks }: CellReport, stream: 'stdout' | 'stderr'): Buffer {
  return Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ bytes }) => bytes));
}

/** Rules on all cases with one compiler, some at once; the first of each kind of beginning goes ahead. */
export async function ruleAll(
  comparison: Comparison,
  { cases, compiler, atOnce }: { cases: readonly Case[]; compiler: Compiler; atOnce: number },
  onRuling: (one: Case, ruling: Ruling) => void,
): Promise<void> {
  const queue = cases.values();
  const lane = async () => {
    for (const one of queue) onRuling(one, await comparison.rule(one, compiler));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
