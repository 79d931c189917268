// A whole program in a link: compressed, in the part of an address that no server is sent.

import { base64Of, bytesOf } from './base64.js';

const prefix = '#c=';

/** The fragment that holds a value. */
export async function fragmentOf(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return `${prefix}${base64Url(await through(bytes, new CompressionStream('deflate-raw')))}`;
}

// A link may hold a bomb; few programs are larger than this, with all that they read.
const mostBytes = 40 * 1024 * 1024;

/** The value in a fragment; null for none, or none that can be read. */
export async function valueIn(fragment: string): Promise<unknown> {
  if (!fragment.startsWith(prefix)) return null;
  try {
    const packed = bytesOf(fragment.slice(prefix.length).replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(
      new TextDecoder().decode(await through(packed, new DecompressionStream('deflate-raw'))),
    );
  } catch {
    return null;
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of new Blob([bytes]).stream().pipeThrough(transform)) {
    length += chunk.length;
    if (length > mostBytes) throw new Error('too large');
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const base64Url = (bytes: Uint8Array) =>
  base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
