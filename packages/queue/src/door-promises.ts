// What the API's side of the queue promises: jobs go in, outcomes come back.

import type { WorkerStatus } from '@cellblock/contract';
import type { Waiting } from './following.js';
import type { Job, OutcomeOf } from './job.js';
import type { Keyboard } from './keyboard.js';
import type { Lack } from './lack.js';
import type { PostedEvent, PostedJob, StandingJob } from './posted-job.js';
import type { PostOptions } from './postings.js';
import type { Place } from './turns.js';

export type DoorOptions = {
  redisUrl: string;
  prefix: string;
  /** Waiting jobs above which submit refuses; several API processes may together overshoot it a little. */
  queueLimit: number;
  noWorkerWaitMs: number;
  /** How long a posted job is kept after its end. */
  keepMs: number;
  /** What all posted jobs may hold in Redis together; those that would be more are refused. */
  heldBytes: number;
  /** The place in a trace of what is going on now, which a job takes along to its worker. */
  traceparent?: () => string | undefined;
  /** Hears of trouble with Redis that was coped with, for the log; of the same once a minute at most. */
  onTrouble?: (error: Error) => void;
};

export type QueueStatus = {
  reachable: boolean;
  /** What Redis lacks, so that it takes nothing new; as of a second ago. */
  lack: Lack | null;
  waiting: number;
  active: number;
  /** What posted jobs hold, and may hold. */
  held: { bytes: number; maximumBytes: number };
  workers: WorkerStatus[];
};

export interface Door {
  /**
   * The job's outcome. AppError: queue_full, queue_unavailable, storage_unavailable, no_worker, worker_failed, conflict
   * (the id is in use here), shutting_down, and those that the worker's evaluation ended with. Once `signal` aborts it
   * rejects with the signal's reason, and the job is called off.
   */
  submit<Each extends Job>(job: Each, signal: AbortSignal, place?: Place): Promise<OutcomeOf<Each>>;
  /**
   * Leaves a job that is answered whether or not somebody waits. AppError: queue_full, results_full, queue_unavailable,
   * storage_unavailable, shutting_down, conflict (the id is in use).
   */
  post(job: Job, options: PostOptions): Promise<PostedJob>;
  /** Posts a job and waits for its end, with fewer round trips than `post`, `wait` and `outcome`; rejects as they do. */
  postAndWait(job: Job, options: PostOptions, waiting: Waiting): Promise<StandingJob>;
  /**
   * How a posted job stands; null where there is none, or none any more. AppError queue_unavailable or
   * storage_unavailable, as all below.
   */
  find(id: string): Promise<PostedJob | null>;
  /** What a posted job came to, once it is done; null before that. */
  outcome(id: string): Promise<OutcomeOf | null>;
  /** As find, when the job has ended, and after `mostMs` at the latest, or once `signal` aborts. */
  wait(id: string, mostMs: number, signal: AbortSignal): Promise<PostedJob | null>;
  /** The note that a posted job has; null where there is none, or none any more. */
  note(id: string): Promise<string | null>;
  /** The ids of the posted jobs that have a note, of all callers, the latest first. */
  noted(): Promise<string[]>;
  /** Forgets a posted job that has ended, with its outcome and note. */
  forget(id: string): Promise<void>;
  /** Calls a posted job off, queued or running; false where it had ended before. */
  cancel(id: string): Promise<boolean>;
  /**
   * What happens to a posted job, from its beginning or after the event of this number. It ends after the last event,
   * once `signal` aborts, and when the job is forgotten. What is not asked for stays in Redis.
   */
  events(id: string, after: string | null, signal: AbortSignal): AsyncGenerator<PostedEvent>;
  /** What is typed into a posted job that is interactive, by the one who posted it. */
  keyboard(id: string): Keyboard;
  /** How the queue stands; `reachable: false` and nothing else where Redis does not answer within a second. */
  status(): Promise<QueueStatus>;
  /** Gives up what is still waited for (shutting_down) and disconnects. */
  close(): Promise<void>;
}
