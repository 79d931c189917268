// Promises that Redis may keep late, or never.

import { AppError } from '@cellblock/contract';

/** What the promise gives, or AppError queue_unavailable where it fails or takes longer than `ms`. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = () =>
      reject(new AppError('queue_unavailable', { cause: new Error(`no answer in ${ms} ms`) }));
    // Where this process was too busy to look, the answer may be there by now: it is read before this comes back.
    timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('queue_unavailable', { cause });
  } finally {
    clearTimeout(timer);
  }
}
