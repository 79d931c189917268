// A CellSpec as the fields of a start message.

import type { BlobId, CellSpec, TerminalSize, ZygoteSpec } from './cells.js';
import { encodeField } from './frames.js';
import type { Vocabulary } from './vocabulary.js';

/** What the warden's caller has chosen for a spec: numbers of pipes (0: none) and of the blobs to keep. */
export type Numbers = { zygote: number; stdinPipe: number; stdoutPipe: number; keep: readonly BlobId[] };

function fieldWriter(vocabulary: Vocabulary) {
  const parts: Buffer[] = [];
  const bytes = (name: string, value: Buffer) => {
    parts.push(...encodeField(vocabulary.field.number(name), value));
  };
  const text = (name: string, value: string) => bytes(name, Buffer.from(value));
  const u32 = (name: string, value: number) => {
    bytes(name, encodeNumber(value));
  };
  const u64 = (name: string, value: number) => {
    const buffer = Buffer.allocUnsafe(8);
    buffer.writeBigUInt64LE(BigInt(value));
    bytes(name, buffer);
  };

  return { parts, bytes, text, u32, u64 };
}

/** A number as the payload of a message. */
export function encodeNumber(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

/** A terminal's size as one number. */
export function terminalNumber({ columns, rows }: TerminalSize): number {
  return columns + rows * 0x10000;
}

/** Payload of a start message. */
export function encodeSpec(spec: CellSpec, numbers: Numbers, vocabulary: Vocabulary): Buffer[] {
  const { parts, bytes, text, u32, u64 } = fieldWriter(vocabulary);
  u32('policy', vocabulary.policy.number(spec.policy));
  if ('blob' in spec.program) u32('programBlob', spec.program.blob);
  else if ('tool' in spec.program) text('programTool', spec.program.tool);
  else u32('programZygote', numbers.zygote);
  for (const arg of spec.argv) text('arg', arg);
  for (const variable of spec.env) text('env', variable);
  const { limits } = spec;
  for (const name of ['cpuMs', 'wallMs', 'processes', 'scratchInodes'] as const) u32(name, limits[name]);
  for (const name of ['memoryBytes', 'outputBytes', 'stackBytes', 'scratchBytes'] as const)
    u64(name, limits[name]);
  if (limits.standingMs !== undefined) u32('standingMs', limits.standingMs);
  if (limits.addressSpaceBytes !== undefined) u64('addressSpace', limits.addressSpaceBytes);
  if (Buffer.isBuffer(spec.stdin)) bytes('stdinBytes', spec.stdin);
  else if (spec.stdin === 'interactive') {
    if (spec.typedFirst) bytes('stdinBytes', spec.typedFirst);
    bytes('stdinLive', Buffer.alloc(0));
  }
  if (spec.terminal) u32('terminal', terminalNumber(spec.terminal));
  if (numbers.stdinPipe !== 0) u32('stdinPipe', numbers.stdinPipe);
  if (numbers.stdoutPipe !== 0) u32('stdoutPipe', numbers.stdoutPipe);
  if (spec.sanitized) bytes('sanitized', Buffer.alloc(0));
  for (const { path, content } of spec.inputs) {
    text('inputPath', path);
    if (Buffer.isBuffer(content)) bytes('inputBytes', content);
    else u32('inputBlob', content.blob);
  }
  for (const [index, { path, maximumBytes }] of spec.keep.entries()) {
    text('keepPath', path);
    u32('keepBlob', numbers.keep[index] ?? 0);
    u64('maximumBytes', maximumBytes);
  }
  for (const { path, maximumBytes } of spec.outputs) {
    text('outputPath', path);
    u64('maximumBytes', maximumBytes);
  }
  return parts;
}

/** Payload of a zygote message. Its limits are not used, but no spec is without. */
export function encodeZygote(spec: ZygoteSpec, vocabulary: Vocabulary): Buffer[] {
  const { parts, bytes, text, u32, u64 } = fieldWriter(vocabulary);
  u32('policy', vocabulary.policy.number('compile'));
  text('programTool', spec.tool);
  for (const arg of spec.argv) text('arg', arg);
  for (const variable of spec.env) text('env', variable);
  for (const name of ['cpuMs', 'wallMs', 'processes', 'scratchInodes']) u32(name, 1);
  for (const name of ['memoryBytes', 'outputBytes', 'stackBytes', 'scratchBytes']) u64(name, 1);
  u32('warm', spec.warm);
  for (const { path, content } of spec.inputs) {
    text('inputPath', path);
    bytes('inputBytes', content);
  }
  return parts;
}
