// The cell of a checker program or an interactor: three files, the program's limits, and room for the files.

import {
  type GraderProgram,
  scratchBytesOf,
  submissionBounds,
  withDefaults,
  writtenBytes,
} from '@cellblock/contract';
import { failedRuling, type Ruling, rulingOf } from '@cellblock/grade';
import type { CellReport, CellSpec } from '@cellblock/sandbox';
import { mostFileBytes } from '../frame-room.js';
import { environment, standingMs } from '../run.js';
import type { Held } from '../tool-cells.js';
import { judge } from '../verdict.js';

/** What a test is about; `output` is null where an interactor is yet to write it. */
export type TestFiles = { input: Buffer; output: Buffer | null; answer: Buffer };

const wordsBytes = 64 * 1024;

/** Why the files can't be given to a helper; null where they can. */
export function obstacleOf({ input, output, answer }: TestFiles): string | null {
  const bytes = input.length + (output?.length ?? 0) + answer.length;
  return bytes <= mostFileBytes
    ? null
    : `input, output and answer have ${bytes} bytes, more than ${mostFileBytes}`;
}

/** The cell, with nothing to read and its output collected. */
export function helperSpec(program: GraderProgram, artifact: Held, files: TestFiles): CellSpec {
  const limits = withDefaults(program.limits);
  const inputs = Object.entries(files).flatMap(([path, content]) =>
    content === null ? [] : [{ path, content }],
  );
  const roomBytes = scratchBytesOf(inputs);
  return {
    policy: 'standard',
    program: { blob: artifact.blob },
    argv: ['./checker', ...Object.keys(files)],
    env: [...environment],
    limits: {
      ...limits,
      standingMs,
      outputBytes: wordsBytes,
      memoryBytes: limits.memoryBytes + roomBytes,
      scratchBytes: limits.scratchBytes + roomBytes,
      scratchInodes: submissionBounds.scratchInodes.maximum,
    },
    stdin: Buffer.alloc(0),
    stdout: 'collect',
    inputs,
    keep: [],
    outputs: [],
    sanitized: program.compiler.sanitize.length > 0,
  };
}

/** What the helper's end says of the output; `maximum` are the points of the test. */
export function rulingBy(report: CellReport, maximum: number): Ruling {
  const words = writtenBytes(report.chunks, 'stderr');
  const { cause, exitCode } = report;
  if (cause === 'exit' && exitCode !== null) return rulingOf(exitCode, words, maximum);
  return failedRuling(judge(report).message, words);
}
