// Specs of which a test says what matters to it, and the bytes in their reports.

import type { CellLimits, CellReport, CellSpec } from '@cellblock/sandbox';

export const KiB = 1024;
export const MiB = 1024 * KiB;

/** What a cell may use where its test doesn't say. */
export const limits: CellLimits = {
  cpuMs: 2_000,
  wallMs: 10_000,
  memoryBytes: 64 * MiB,
  outputBytes: MiB,
  processes: 8,
  stackBytes: 8 * MiB,
  scratchBytes: 4 * MiB,
  scratchInodes: 100,
};

/** A spec of which all but the program may be left out. */
export type Wish = Partial<Omit<CellSpec, 'program' | 'limits'>> & { limits?: Partial<CellLimits> };

/** All of a spec but its program. */
export function specOf(wish: Wish): Omit<CellSpec, 'program'> {
  return {
    policy: 'standard',
    argv: ['./a.out'],
    env: [],
    stdin: Buffer.alloc(0),
    stdout: 'collect',
    inputs: [],
    keep: [],
    outputs: [],
    ...wish,
    limits: { ...limits, ...wish.limits },
  };
}

/** What came on one of the streams. */
export function bytesOf(report: CellReport, stream: 'stdout' | 'stderr' = 'stdout'): Buffer {
  return Buffer.concat(report.chunks.filter((chunk) => chunk.stream === stream).map(({ bytes }) => bytes));
}

/** The same as text. */
export function textOf(report: CellReport, stream: 'stdout' | 'stderr' = 'stdout'): string {
  return bytesOf(report, stream).toString();
}
