// Bytes too large for one value, as a hash of parts.

import type { ChainableCommander, Redis } from 'ioredis';

const partBytes = 4 * 1024 * 1024;

/** How many parts there are of so many bytes. */
export const partsOf = (bytes: number): number => Math.ceil(bytes / partBytes);

/** Adds to the pipeline what writes the body into the hash `key`. */
export function putBody(pipeline: ChainableCommander, key: string, body: Buffer, keepMs: number): void {
  for (let index = 0; index < partsOf(body.length); index++) {
    const part = body.subarray(index * partBytes, (index + 1) * partBytes);
    pipeline.hset(key, index, part).pexpire(key, keepMs);
  }
}

/** The body again. Rejects where a part is no longer there. */
export async function getBody(redis: Redis, key: string, parts: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let index = 0; index < parts; index++) {
    const piece = await redis.hgetBuffer(key, String(index));
    if (piece === null) throw new Error('the output of a job is no longer in Redis');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
