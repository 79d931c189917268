// All that a caller has posted and is not over, called off at once.

import type { Redis } from 'ioredis';
import { CallbackQueue } from './callback-queue.js';
import { Jobs } from './jobs.js';
import type { Keys } from './keys.js';
import { PostedJobs } from './posted.js';
import { endingOf } from './posted-job.js';

/** How many jobs were called off, and how many could not be. */
export type CalledOff = { calledOff: number; failed: number };

const atOnce = 50;
const nobody = () => {};

/** Calls off the posted jobs of `owner`, queued or running; rejects where Redis does not say which there are. */
export async function callOffAll(redis: Redis, keys: Keys, owner: string): Promise<CalledOff> {
  const jobs = new Jobs({ redis, keys, onTrouble: nobody, traceparent: () => undefined });
  const callbacks = new CallbackQueue(redis, keys, nobody);
  const posted = new PostedJobs(redis, keys, callbacks);
  const callOff = async (id: string) => {
    const course = await posted.read(id);
    if (course === null || course.end !== null) return false;
    const isCalledOff = await posted.cancel(id, endingOf(course));
    if (isCalledOff) await jobs.withdraw(id);
    return isCalledOff;
  };
  const sum = { calledOff: 0, failed: 0 };
  try {
    const ids = await posted.of(owner);
    for (let at = 0; at < ids.length; at += atOnce) {
      for (const end of await Promise.allSettled(ids.slice(at, at + atOnce).map(callOff))) {
        if (end.status === 'rejected') sum.failed++;
        else if (end.value) sum.calledOff++;
      }
    }
    return sum;
  } finally {
    await Promise.all([jobs.close(), callbacks.close()]);
  }
}
