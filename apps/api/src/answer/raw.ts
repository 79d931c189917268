// A program's output as the bytes it wrote, with nothing around them; the headers say how it went.

import { type Outcome, writtenBytes } from '@cellblock/contract';
import type { RawStream } from './accept.js';
import { plainHeaders } from './plain.js';

/** The bytes of this stream. */
export function rawBody({ chunks }: Outcome, stream: RawStream): Buffer {
  return stream === 'both' ? writtenBytes(chunks) : writtenBytes(chunks, stream);
}

/** How it went, and how much there is of each stream, so that a client sees what it has not asked for. */
export function rawHeaders(outcome: Outcome): Record<string, string> {
  const bytesOf = (stream: RawStream) =>
    outcome.chunks.reduce((sum, chunk) => sum + (chunk.stream === stream ? chunk.bytes.length : 0), 0);
  return {
    ...plainHeaders(outcome),
    'cellblock-stdout-bytes': String(bytesOf('stdout')),
    'cellblock-stderr-bytes': String(bytesOf('stderr')),
  };
}
