// One program run several times on the same input, compiled once.

import { roundMs, writtenBytes } from '@cellblock/contract';
import { compare, inSlices } from '@cellblock/grade';
import type { CellReport } from '@cellblock/sandbox';
import { judge } from './verdict.js';

export type Repetition = {
  /** How often it is run at most, the first time included. */
  runs: number;
  /** What a run has to write to stdout, as base64 and as the checker `lines` compares, for another to follow. */
  expected: string | null;
};

/**
 * Runs the program again until it was run often enough, or a run does not end well or does not write what is expected.
 * The report is that of the last run, with the average of what all of them used. Only the first is told of as it runs.
 */
export async function runAgain(
  run: () => Promise<CellReport>,
  first: CellReport,
  { runs, expected }: Repetition,
  signal: AbortSignal,
): Promise<CellReport> {
  const answer = expected === null ? null : Buffer.from(expected, 'base64');
  const usages = [first.usage];
  let last = first;
  while (usages.length < runs && (await isRight(last, answer, signal))) {
    last = await run();
    usages.push(last.usage);
  }
  return { ...last, usage: averageOf(usages) };
}

async function isRight(report: CellReport, answer: Buffer | null, signal: AbortSignal): Promise<boolean> {
  if (judge(report).verdict !== 'ok') return false;
  if (answer === null) return true;
  const stdout = writtenBytes(report.chunks, 'stdout');
  return (await inSlices(compare({ name: 'lines' }, answer, stdout), signal)).isRight;
}

type Usage = CellReport['usage'];

function averageOf(usages: readonly Usage[]): Usage {
  const mean = (name: keyof Usage) => usages.reduce((sum, usage) => sum + usage[name], 0) / usages.length;
  return {
    cpuMs: roundMs(mean('cpuMs')),
    wallMs: roundMs(mean('wallMs')),
    memoryBytes: Math.round(mean('memoryBytes')),
  };
}
