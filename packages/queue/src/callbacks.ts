// Telling that jobs have ended: takes calls from their queue and has them made, again until one succeeds.

import { setTimeout as delay } from 'node:timers/promises';
import { UnrecoverableError, Worker } from 'bullmq';
import { CallbackQueue } from './callback-queue.js';
import { connect, rememberCopies } from './connection.js';
import { outcomeOfKind } from './job.js';
import { callbackQueueName, keysUnder } from './keys.js';
import { type Addressee, type Course, PostedJobs } from './posted.js';
import { type StandingJob, statusOf } from './posted-job.js';
import { onceAMinute } from './trouble.js';
import { within } from './within.js';

/** A job that has ended, its note if it has one, and who is to be told. */
export type EndedJob = StandingJob & { callback: Addressee; note: string | null };

export type CallbacksOptions = {
  redisUrl: string;
  prefix: string;
  /** Tells; a rejection means that it has to be tried again. */
  tell: (ended: EndedJob) => Promise<void>;
  /** Hears of each try that failed, and whether it was the last. */
  onFailure: (id: string, error: Error, isLast: boolean) => void;
  /** Hears of trouble with Redis that was coped with; of the same once a minute at most. */
  onTrouble?: (error: Error) => void;
  /** Time between the first two tries. */
  retryMs?: number;
};

export interface Callbacks {
  /** Lets calls that are being made end, for a moment; those that don't are made again. */
  close(): Promise<void>;
}

const atOnce = 16;
const jitter = 0.2;
const patienceMs = 5000;
/** Where calls wait for another try, BullMQ's reads block until the next of them is due, for 10 s at most. */
export const silenceMs = 20_000;

/** Tells, from now on, that jobs have ended. Redis need not be there yet. */
export function openCallbacks(options: CallbacksOptions): Callbacks {
  const { redisUrl, prefix, tell, onFailure, onTrouble = () => {}, retryMs = 1000 } = options;
  const onceTrouble = onceAMinute(onTrouble);
  const redis = connect(redisUrl, onceTrouble, { silenceMs });
  const disconnect = rememberCopies(redis);
  const keys = keysUnder(prefix);
  const queue = new CallbackQueue(redis, keys, onceTrouble);
  const posted = new PostedJobs(redis, keys, queue);
  const worker = new Worker(
    callbackQueueName,
    async ({ id = '', attemptsMade }) => {
      const course = await settledCourse(posted, id);
      // What is forgotten can't be told any more.
      if (course === null || course.callback === null) return;
      if (course.end === null) throw new Error('the job has not ended yet');
      const outcome =
        course.end.state === 'done' ? outcomeOfKind(course.kind, await posted.outcome(course.end)) : null;
      const note = await posted.note(id);
      const { callback } = course;
      await tell({ job: statusOf(id, course, null), outcome, callback, note }).catch((error: unknown) => {
        if (callback.tries === undefined || attemptsMade + 1 < callback.tries) throw error;
        throw new UnrecoverableError(error instanceof Error ? error.message : 'unknown');
      });
    },
    {
      connection: redis,
      prefix,
      concurrency: atOnce,
      skipVersionCheck: true,
      settings: {
        backoffStrategy: (tried) => retryMs * 2 ** (tried - 1) * (1 + jitter * (Math.random() - 0.5)),
      },
      runRetryDelay: 500,
      lockDuration: 5000,
      stalledInterval: 2000,
      maxStalledCount: 1000,
    },
  );
  worker.on('error', onceTrouble);
  worker.on('failed', (call, error) => {
    if (call?.id === undefined) return;
    const isLast = error instanceof UnrecoverableError || call.attemptsMade >= (call.opts.attempts ?? 1);
    onFailure(call.id, error, isLast);
  });
  return {
    close: async () => {
      // Closing waits for calls too, but with no end to it where Redis was away when one ended.
      await within(patienceMs, worker.pause()).catch(() => {});
      await within(patienceMs, worker.close(true)).catch(() => {});
      disconnect();
      void queue.close().catch(() => {});
    },
  };
}

// A call is there a moment before the end that it tells of, so that no end is untold (see PostedJobs).
const pausesMs = [5, 20, 80, 320];

/** The course of a job that has ended or is just about to; null where it is forgotten. */
async function settledCourse(posted: PostedJobs, id: string): Promise<Course | null> {
  for (const pauseMs of pausesMs) {
    const course = await posted.read(id);
    if (course === null || course.end !== null) return course;
    await delay(pauseMs);
  }
  return posted.read(id);
}
