// An outcome as bytes and back: a map of which piece of output came from which stream, the output, the scratch files.

import type { Chunk } from '@cellblock/contract';
import type { z } from 'zod';

const stderrBit = 0x8000_0000;

/** `body` is the map (a little-endian u32 a segment: its length, top bit for stderr), all output in order of arrival,
 * then the scratch files; `segments` is the length of the map. Neighbours of one stream become one segment. */
export type OutcomeBytes = { head: string; segments: number; body: Buffer };

/** What any kind of job comes to. */
export type Coded<Head> = { head: Head; chunks: Chunk[]; outputs: Buffer[] };

export function encodeOutcome({ head, chunks, outputs }: Coded<object>): OutcomeBytes {
  const segments: number[] = [];
  let last: Chunk['stream'] | null = null;
  for (const { stream, bytes } of chunks) {
    if (bytes.length === 0) continue;
    const mark = stream === 'stderr' ? stderrBit : 0;
    if (stream === last) segments.push((segments.pop() ?? mark) + bytes.length);
    else segments.push(mark + bytes.length);
    last = stream;
  }
  const map = Buffer.alloc(segments.length * 4);
  for (const [index, segment] of segments.entries()) map.writeUInt32LE(segment, index * 4);
  const body = Buffer.concat([map, ...chunks.map((chunk) => chunk.bytes), ...outputs]);
  return { head: JSON.stringify(head), segments: segments.length, body };
}

/**
 * The outcome that was encoded, whose head is one of `schema` and names its files by `filesOf`; its buffers are views of
 * `body`. Throws where the parts don't fit together.
 */
export function decodeOutcome<Head>(
  { head: text, segments, body }: OutcomeBytes,
  schema: z.ZodType<Head>,
  filesOf: (head: Head) => readonly { bytes: number }[],
): Coded<Head> {
  const head = schema.parse(JSON.parse(text));
  let offset = segments * 4;
  const take = (length: number) => {
    if (offset + length > body.length) throw new Error('an answer is shorter than its head says');
    offset += length;
    return body.subarray(offset - length, offset);
  };
  if (offset > body.length) throw new Error('an answer is shorter than its map');
  const chunks = Array.from({ length: segments }, (_, index): Chunk => {
    const segment = body.readUInt32LE(index * 4);
    const stream = segment >= stderrBit ? 'stderr' : 'stdout';
    return { stream, bytes: take(segment % stderrBit) };
  });
  const outputs = filesOf(head).map(({ bytes }) => take(bytes));
  if (offset !== body.length) throw new Error('an answer is longer than its head says');
  return { head, chunks, outputs };
}
