// The fields of a report as a CellReport.

import { z } from 'zod';
import type { Activity, BlobId, CellReport, OutputChunk } from './cells.js';
import { decodeFields } from './frames.js';
import type { Vocabulary } from './vocabulary.js';

const Cause = z.enum(['exit', 'signal', 'cpu', 'wall', 'memory', 'output', 'syscall', 'killed', 'refused']);
const Abi = z.enum(['x86_64', 'i386', 'x32']);

/** The fields of a payload by name, in order of arrival. */
export function fieldsByName(payload: Buffer, vocabulary: Vocabulary): Map<string, Buffer[]> {
  const fields = new Map<string, Buffer[]>();
  for (const { tag, value } of decodeFields(payload)) {
    const name = vocabulary.field.name(tag);
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}

/** Decodes what a cell is said to do. */
export function decodeActivity(payload: Buffer, vocabulary: Vocabulary): Activity {
  const fields = fieldsByName(payload, vocabulary);
  const cpuUs = fields.get('usedCpuUs')?.[0]?.readBigUInt64LE(0) ?? 0n;
  return { cpuMs: Number(cpuUs) / 1000, isRunnable: fields.has('runnable') };
}

/** Decodes a report. `keep` are the blobs that the spec asked for; `chunks` what has arrived before. */
export function decodeReport(
  payload: Buffer,
  keep: readonly BlobId[],
  chunks: OutputChunk[],
  vocabulary: Vocabulary,
): CellReport {
  const fields = fieldsByName(payload, vocabulary);
  const first = (name: string) => fields.get(name)?.[0];
  const text = (name: string) => first(name)?.toString() ?? null;
  const u32 = (name: string) => first(name)?.readUInt32LE(0) ?? 0;
  const u64 = (name: string) => Number(first(name)?.readBigUInt64LE(0) ?? 0n);
  const kept = (fields.get('kept') ?? []).map((value) => value.readUInt32LE(0));
  const syscallName = text('syscallName');
  return {
    cause: Cause.parse(vocabulary.cause.name(u32('cause'))),
    exitCode: fields.has('exitCode') ? u32('exitCode') : null,
    signal: text('signal'),
    refusal: text('refusal'),
    overMemory: fields.has('overMemory'),
    syscall:
      syscallName === null
        ? null
        : {
            name: syscallName,
            number: first('syscallNumber')?.readInt32LE(0) ?? -1,
            abi: Abi.parse(text('syscallAbi')),
            args: (fields.get('syscallArg') ?? []).map(
              (value) => `0x${value.readBigUInt64LE(0).toString(16)}`,
            ),
            policies: (fields.get('syscallPolicy') ?? []).map((value) =>
              vocabulary.policy.name(value.readUInt32LE(0)),
            ),
          },
    truncated: { stdout: fields.has('truncatedStdout'), stderr: fields.has('truncatedStderr') },
    processLimitHit: fields.has('processLimitHit'),
    leftProcesses: fields.has('leftProcesses'),
    usage: {
      cpuMs: u64('usedCpuUs') / 1000,
      wallMs: u64('usedWallUs') / 1000,
      memoryBytes: u64('usedMemoryBytes'),
    },
    chunks,
    kept: keep.map((blob, index) => (kept[index] === 1 ? blob : null)),
    keptTooLarge: keep.map((_, index) => kept[index] === 2),
    keptBytes: (fields.get('keptBytes') ?? []).map((value) => Number(value.readBigUInt64LE(0))),
    outputs: [...outputsOf(payload, vocabulary)],
  };
}

function* outputsOf(payload: Buffer, vocabulary: Vocabulary): Generator<Buffer | null> {
  const absent = vocabulary.field.number('outputAbsent');
  const content = vocabulary.field.number('outputContent');
  for (const { tag, value } of decodeFields(payload)) {
    if (tag === absent) yield null;
    // A copy: the frame that holds it may be much larger.
    if (tag === content) yield Buffer.from(value);
  }
}
