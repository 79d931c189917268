// Promises that Redis may keep late, or never.

import { AppError } from '@cellblock/contract';
import { storageError } from './lack.js';

const ticks = 10;
// However late this process itself is, nobody waits for a Redis that hangs for longer than this many times as long.
const mostTimes = 10;

/**
 * What the promise gives, or AppError queue_unavailable where it fails or takes longer than `ms`; storage_unavailable
 * where Redis takes nothing new. Time counts in which this process could have read the answer: on a busy machine its event
 * loop may come round seconds late, and that says nothing of Redis. So it counts in ticks, each of which is one tick
 * however late it comes.
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const late = new Promise<never>((_, reject) => {
    const end = performance.now() + mostTimes * ms;
    const tick = (left: number) => {
      timer = setTimeout(() => {
        // What has come meanwhile is read before this comes back.
        setImmediate(() => {
          if (isOver) return;
          if (left > 1 && performance.now() < end) tick(left - 1);
          else reject(new AppError('queue_unavailable', { cause: new Error(`no answer in ${ms} ms`) }));
        });
      }, ms / ticks);
    };
    tick(ticks);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw storageError(cause) ?? new AppError('queue_unavailable', { cause });
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}
