// In what order a program wrote to its two streams, beside what it wrote. Leans on nothing, as the page has it too.

type Stream = 'stdout' | 'stderr';
type Streams = { stdout: string; stderr: string; encoding: 'utf8' | 'base64' };

/** An order holds at most this many lengths. */
export const mostTurns = 4096;

/**
 * The lengths, in bytes, of what was written to stdout and to stderr in turn, stdout first. What is written after
 * `mostTurns` changes from one to the other is in none of them.
 */
export function orderOf(pieces: Iterable<{ stream: Stream; bytes: { length: number } }>): number[] {
  const order: number[] = [];
  for (const { stream, bytes } of pieces) {
    if (bytes.length === 0) continue;
    const isOfLast = order.length % 2 === (stream === 'stdout' ? 1 : 0);
    if (isOfLast && order.length > 0) order[order.length - 1] = (order.at(-1) ?? 0) + bytes.length;
    else if (stream === 'stderr' && order.length === 0) order.push(0, bytes.length);
    else if (order.length < mostTurns) order.push(bytes.length);
    else break;
  }
  return order;
}

/** What was written, as text, in this order; what is in none of its lengths comes last, stdout first. */
export function inOrder(written: Streams, order: readonly number[]): { stream: Stream; text: string }[] {
  const readers = { stdout: readerOf(written.stdout, written), stderr: readerOf(written.stderr, written) };
  const turns = order.map((bytes, turn) => {
    const stream: Stream = turn % 2 === 0 ? 'stdout' : 'stderr';
    return { stream, text: readers[stream](bytes) };
  });
  const rest = (['stdout', 'stderr'] as const).map((stream) => ({ stream, text: readers[stream](null) }));
  return [...turns, ...rest].filter(({ text }) => text !== '');
}

/** Reads a stream on, so many bytes at a time, or all that is left. Bytes that are no text are read as what stands for them. */
function readerOf(text: string, { encoding }: Streams): (bytes: number | null) => string {
  const all = encoding === 'utf8' ? new TextEncoder().encode(text) : bytesOf(text);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let at = 0;
  return (bytes) => {
    const end = bytes === null ? all.length : at + bytes;
    const part = all.subarray(at, end);
    at = Math.min(end, all.length);
    return decoder.decode(part, { stream: bytes !== null });
  };
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
