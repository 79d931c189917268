// Where a worker's answer to a job goes: to the API process that waits for it, or into the record of a posted job.

import type { Emit } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import type { DoorWatch } from './door-watch.js';
import { EventSink } from './event-sink.js';
import type { OutcomeOf } from './job.js';
import type { Keys } from './keys.js';
import { encodeOutcome } from './outcome-bytes.js';
import type { Envelope } from './payload.js';
import type { Ending, PostedJobs } from './posted.js';
import { asAppError, sendError, sendOutcome } from './reply.js';

export interface Answering {
  /** Whether anybody wants the answer; asked once, before the job is run. */
  isWanted(): Promise<boolean>;
  /** Hears what happens to the job; null where nobody listens. */
  readonly emit: Emit | null;
  /** Each resolves once Redis has it. */
  outcome(outcome: OutcomeOf): Promise<void>;
  error(error: unknown): Promise<void>;
  calledOff(): Promise<void>;
}

type Options = { redis: Redis; keys: Keys; doors: DoorWatch; posted: PostedJobs };
type Taken = { id: string; attemptsStarted: number };

/** The way back for the job in this envelope. */
export function answeringOf(options: Options, taken: Taken, envelope: Envelope): Answering {
  const { door, keepMs, hasCallback = false, awaitedBy, isQuiet = false } = envelope;
  const isHeard = async () => door === undefined || !(await options.doors.isGone(door));
  if (keepMs !== undefined)
    return toRecord(options, taken, { ending: { keepMs, hasCallback, awaitedBy }, isHeard, isQuiet });
  if (door === undefined) throw new Error('a job that nobody waits for, and whose answer nobody keeps');
  const address = { redis: options.redis, keys: options.keys, door };
  return {
    isWanted: isHeard,
    emit: null,
    outcome: (outcome) => sendOutcome(address, taken.id, outcome),
    error: (error) => sendError(address, taken.id, error),
    calledOff: async () => {},
  };
}

type Keeping = { ending: Ending; isHeard: () => Promise<boolean>; isQuiet: boolean };

function toRecord({ redis, keys, posted }: Options, taken: Taken, keeping: Keeping): Answering {
  const { ending, isHeard, isQuiet } = keeping;
  const { id, attemptsStarted: start } = taken;
  const sink = new EventSink({ redis, keys, id, start });
  // A count that is a little short does no harm; a job must not fail for it.
  const counted = () => posted.grow(id, sink.bytes).catch(() => {});
  return {
    async isWanted() {
      if (!(await isHeard())) {
        await posted.cancel(id, ending);
        return false;
      }
      const isBegun = await posted.begin(id);
      // Whoever follows the job drops what it has written so far, which stands where the job has ended.
      if (isBegun && start > 1 && !isQuiet)
        sink.emit({ type: 'restarted', reason: 'the worker that ran this was lost' });
      return isBegun;
    },
    emit: isQuiet ? null : (event) => sink.emit(event),
    async outcome(outcome) {
      await sink.end();
      await posted.complete(id, ending, encodeOutcome(outcome));
      await counted();
    },
    async error(error) {
      await sink.end();
      await posted.fail(id, ending, asAppError(error));
      await counted();
    },
    async calledOff() {
      await sink.end();
      await posted.cancel(id, ending);
      await counted();
    },
  };
}
