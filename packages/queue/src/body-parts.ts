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

/**
 * The body again, as it is when this is called: all parts are asked for at once, so that none is deleted in between.
 * Rejects where a part is no longer there.
 */
export async function getBody(redis: Redis, key: string, parts: number): Promise<Buffer> {
  const asked = Array.from({ length: parts }, (_, index) => redis.hgetBuffer(key, String(index)));
  const pieces = await Promise.all(asked);
  return Buffer.concat(
    pieces.map((piece) => {
      if (piece === null) throw new Error('the output of a job is no longer in Redis');
      return piece;
    }),
  );
}
