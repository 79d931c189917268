// What is typed into an interactive job while it runs: a Redis stream that the door appends to and the worker reads.
//
// Nothing is taken off it before the session is over, so a job that another worker takes over is typed all of it
// again. The door bounds how much that is.

import { SessionInput } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { beginning } from './event-log.js';
import { patienceMs } from './intake.js';
import { type Keys, leftoverMs } from './keys.js';
import { longestPostedWaitMs } from './patience.js';
import { replies } from './retry.js';
import type { Wakeups } from './wakeups.js';
import { within } from './within.js';

const keptMs = longestPostedWaitMs + leftoverMs;
const readAtOnce = 16;

/** The door's end. */
export interface Keyboard {
  /** Resolves once Redis has it, behind all that came before; AppError queue_unavailable. One at a time. */
  type(input: SessionInput): Promise<void>;
  /** Forgets all that was typed, and what still will be; for when the job is over. */
  forget(): Promise<void>;
}

/** The keyboard of the job with this id. */
export function keyboardOf(redis: Redis, keys: Keys, id: string): Keyboard {
  let count = 0;
  let isForgotten = false;
  return {
    async type(input) {
      if (isForgotten) return;
      // Numbered here, so that what is sent a second time is known.
      count += 1;
      const number = `1-${count}`;
      const text = JSON.stringify(input);
      const written = replies(() =>
        redis
          .pipeline()
          .eval(appendOnce, 1, keys.typed(id), number, text, keptMs)
          .publish(keys.typing(id), ''),
      );
      await within(patienceMs, written);
    },
    async forget() {
      isForgotten = true;
      await redis.unlink(keys.typed(id));
    },
  };
}

// What is there already was written by a sending whose reply got lost.
const appendOnce = `
if #redis.call('xrange', KEYS[1], ARGV[1], ARGV[1]) == 0 then
  redis.call('xadd', KEYS[1], ARGV[1], 'input', ARGV[2])
end
return redis.call('pexpire', KEYS[1], ARGV[3])
`;

/** All that is typed into a job, from the beginning, until the signal aborts. */
export type Typed = (signal: AbortSignal) => AsyncGenerator<SessionInput>;

type Options = { redis: Redis; keys: Keys; typing: Wakeups };

/** The worker's end. */
export const typedInto = ({ redis, keys, typing }: Options, id: string): Typed =>
  async function* (signal) {
    const watch = typing.watch(id);
    let last = beginning;
    try {
      while (!signal.aborted) {
        const entries = await redis.xrange(keys.typed(id), `(${last}`, '+', 'COUNT', readAtOnce);
        for (const [number, [, text = '']] of entries) {
          last = number;
          yield SessionInput.parse(JSON.parse(text));
        }
        if (entries.length === 0) await watch.news(Number.POSITIVE_INFINITY, signal);
      }
    } finally {
      watch.end();
    }
  };
