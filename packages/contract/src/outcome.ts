// What a worker sends back for a job: a Result whose run still holds its output as bytes, in order of arrival.

import { z } from 'zod';
import type { GradeResult } from './grade-result.js';
import { orderOf } from './output-order.js';
import { CompileResult, type Result, RunResult, Timings, Verdict } from './result.js';
import { unfinishedBytes } from './text.js';

const RunOutcome = RunResult.omit({
  stdout: true,
  stderr: true,
  output: true,
  encoding: true,
  outputs: true,
});

/** The part of an outcome that travels as JSON. Its timings are the worker's: it knows of no queue. */
export const OutcomeHead = z.strictObject({
  id: z.string(),
  verdict: Verdict,
  message: z.string(),
  compile: CompileResult.nullable(),
  run: RunOutcome.extend({
    outputs: z.array(z.strictObject({ path: z.string(), bytes: z.int().nonnegative() })),
  }).nullable(),
  timings: Timings.optional(),
});
export type OutcomeHead = z.infer<typeof OutcomeHead>;

/** A piece of output as it arrived. */
export type Chunk = { stream: 'stdout' | 'stderr'; bytes: Buffer };

/** A job's answer: the head, the output in order of arrival, and the contents of `head.run.outputs` in order. */
export type Outcome = { head: OutcomeHead; chunks: Chunk[]; outputs: Buffer[] };

/** A grading's answer, all of which travels as JSON. */
export type GradeOutcome = { head: GradeResult; chunks: never[]; outputs: never[] };

/** A grading's answer around its result. */
export const gradeOutcome = (head: GradeResult): GradeOutcome => ({ head, chunks: [], outputs: [] });

/** Whether an outcome is a grading's. */
export const isGradeOutcome = (outcome: Outcome | GradeOutcome): outcome is GradeOutcome =>
  'tests' in outcome.head;

/**
 * The Result that an outcome stands for, of a grading its GradeResult. Text is utf8 where stdout and stderr are valid UTF-8, else base64.
 * In utf8 a character that arrived in two pieces is put together, and one that truncation cut in half is left out.
 */
export function resultOf(outcome: Outcome): Result;
export function resultOf(outcome: Outcome | GradeOutcome): Result | GradeResult;
export function resultOf(outcome: Outcome | GradeOutcome): Result | GradeResult {
  return isGradeOutcome(outcome) ? outcome.head : runResultOf(outcome);
}

function runResultOf({ head, chunks, outputs }: Outcome): Result {
  if (head.run === null) return { ...head, run: null };
  const files = head.run.outputs.map(({ path }, index) => {
    const bytes = outputs[index] ?? Buffer.alloc(0);
    const text = decoded(bytes);
    return text === null
      ? { path, content: bytes.toString('base64'), encoding: 'base64' as const }
      : { path, content: text, encoding: 'utf8' as const };
  });
  return { ...head, run: { ...streamsOf(chunks, head.run.truncated), ...head.run, outputs: files } };
}

/** In what order stdout and stderr of an outcome's Result were written: lengths in bytes, see output-order.ts. */
export function outputOrder({ head, chunks }: Outcome): number[] {
  if (head.run === null) return [];
  return orderOf(textOf(chunks, head.run.truncated)?.whole ?? chunks);
}

function streamsOf(
  chunks: Chunk[],
  truncated: RunResult['truncated'],
): Pick<RunResult, 'stdout' | 'stderr' | 'output' | 'encoding'> {
  const text = textOf(chunks, truncated);
  if (text !== null) {
    const { whole, stdout, stderr } = text;
    const output = stderr === '' ? stdout : writtenBytes(whole).toString('utf8');
    return { stdout, stderr, output, encoding: 'utf8' };
  }
  const base64 = (stream?: Chunk['stream']) => writtenBytes(chunks, stream).toString('base64');
  return { stdout: base64('stdout'), stderr: base64('stderr'), output: base64(), encoding: 'base64' };
}

/** Both streams as text, and the pieces of it; null where one of them is none. */
function textOf(chunks: Chunk[], truncated: RunResult['truncated']) {
  const whole = wholeCharacters(chunks, truncated);
  const stdout = decoded(writtenBytes(whole, 'stdout'));
  const stderr = decoded(writtenBytes(whole, 'stderr'));
  return stdout === null || stderr === null ? null : { whole, stdout, stderr };
}

/** All that was written, to one stream or to both. */
export function writtenBytes(chunks: readonly Chunk[], stream?: Chunk['stream']): Buffer {
  const wanted = chunks.filter((chunk) => stream === undefined || chunk.stream === stream);
  return Buffer.concat(wanted.map(({ bytes }) => bytes));
}

/** The text that these bytes are, or null where they aren't valid UTF-8. */
function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

// Pipes are read in pieces of any size, so the first half of a character may come before, its second half after a
// piece of the other stream; and an output limit may fall inside a character. Neither makes the output binary.
function wholeCharacters(chunks: Chunk[], truncated: RunResult['truncated']): Chunk[] {
  const held: Record<Chunk['stream'], Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const whole = chunks.map(({ stream, bytes }) => {
    const all = held[stream].length === 0 ? bytes : Buffer.concat([held[stream], bytes]);
    const end = all.length - unfinishedBytes(all);
    held[stream] = all.subarray(end);
    return { stream, bytes: all.subarray(0, end) };
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    if (!truncated[stream]) whole.push({ stream, bytes: held[stream] });
  }
  return whole;
}
