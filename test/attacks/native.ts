// Cells without the service around them: their specs, and artifacts that no compiler of ours has made.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobId, CellReport, CellSpec, Cells } from '@cellblock/sandbox';
import { specOf, type Wish } from '../sandbox/spec.js';
import { buildProgram } from './hostile-tools.js';

const MiB = 1024 * 1024;

/** What was seen of a cell; in a spec that says less, what test/sandbox takes for granted. */
export function play(cells: Cells, program: CellSpec['program'], wish: Wish = {}): Promise<CellReport> {
  const policy = 'tool' in program ? 'compile' : 'standard';
  return cells.start({ ...specOf({ policy, ...wish }), program }).report;
}

/** Bytes as an artifact that the warden holds; any bytes, a program or not. */
export async function keepBytes(cells: Cells, content: Buffer, tool = '/usr/bin/as'): Promise<BlobId> {
  const report = await play(
    cells,
    { tool },
    {
      argv: [tool, '--version'],
      inputs: [{ path: 'a.out', content }],
      keep: [{ path: 'a.out', maximumBytes: 64 * MiB }],
      limits: { scratchBytes: 64 * MiB, memoryBytes: 256 * MiB },
    },
  );
  const blob = report.kept[0] ?? null;
  if (blob === null) throw new Error(`nothing was kept: ${JSON.stringify({ ...report, chunks: [] })}`);
  return blob;
}

/** A C program as static ELF bytes, by the host's gcc. */
export async function elfOf(source: string): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'cellblock-elf-'));
  try {
    await writeFile(join(directory, 'main.c'), source);
    await buildProgram(join(directory, 'main.c'), join(directory, 'a.out'));
    return await readFile(join(directory, 'a.out'));
  } finally {
    await rm(directory, { recursive: true });
  }
}
