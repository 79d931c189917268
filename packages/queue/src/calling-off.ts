// All that a caller has posted and is not over, called off at once.

import type { Redis } from 'ioredis';
import { CallbackQueue } from './callback-queue.js';
import { Jobs } from './jobs.js';
import type { Keys } from './keys.js';
import { PostedJobs } from './posted.js';
import { endingOf } from './posted-job.js';

/** How many jobs were called off, and whether those were all. */
export type CalledOff = { calledOff: number; isDone: boolean };

const atOnce = 50;
const nobody = () => {};

/**
 * Calls off the posted jobs of `owner`, queued or running, as far as Redis answers and takes it. `asked` bounds the time
 * for each of them.
 */
export async function callOffAll(
  redis: Redis,
  keys: Keys,
  owner: string,
  asked: <T>(answer: Promise<T>) => Promise<T>,
): Promise<CalledOff> {
  const jobs = new Jobs({ redis, keys, onTrouble: nobody, traceparent: () => undefined });
  const callbacks = new CallbackQueue(redis, keys, nobody);
  const posted = new PostedJobs(redis, keys, callbacks);
  const callOff = async (id: string) => {
    const course = await posted.read(id);
    if (course === null || (course.end !== null && course.end.state !== 'cancelled')) return false;
    const isCalledOff = course.end === null && (await posted.cancel(id, endingOf(course)));
    // Also where Redis went away between the two the last time.
    await jobs.withdraw(id);
    return isCalledOff;
  };
  let calledOff = 0;
  try {
    const ids = await asked(posted.of(owner));
    for (let at = 0; at < ids.length; at += atOnce) {
      const ends = await Promise.allSettled(ids.slice(at, at + atOnce).map((id) => asked(callOff(id))));
      calledOff += ends.filter((end) => end.status === 'fulfilled' && end.value).length;
      if (ends.some(({ status }) => status === 'rejected')) return { calledOff, isDone: false };
    }
    return { calledOff, isDone: true };
  } catch {
    return { calledOff, isDone: false };
  } finally {
    void Promise.all([jobs.close(), callbacks.close()]).catch(nobody);
  }
}
