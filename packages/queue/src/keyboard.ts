// What is typed into an interactive job while it runs: a Redis stream that the door appends to and the worker reads.
//
// Nothing is taken off it before the session is over, so a job that another worker takes over is typed all of it
// again. The door bounds how much that is in one session, and what is typed into all of them is counted with what their
// jobs hold.

import { AppError, SessionInput } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { beginning } from './event-log.js';
import { counting, share } from './holdings.js';
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
  /** Resolves once Redis has it, behind all that came before; AppError queue_unavailable, results_full. One at a time. */
  type(input: SessionInput): Promise<void>;
  /** Forgets all that was typed, and what still will be; for when the job is over. */
  forget(): Promise<void>;
}

type Desk = { redis: Redis; keys: Keys; heldBytes: number };

/** The keyboard of the job with this id; `heldBytes` is what all jobs may hold. */
export function keyboardOf({ redis, keys, heldBytes }: Desk, id: string): Keyboard {
  const names = [keys.heldUntil, keys.heldSizes, keys.heldSums, keys.typed(id)];
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
          .eval(appendOnce, names.length, ...names, number, text, keptMs, id, heldBytes)
          .publish(keys.typing(id), ''),
      );
      const [isTyped] = await within(patienceMs, written);
      if (isTyped === 0) {
        throw new AppError('results_full', {
          message: `what is typed and kept fills the room that there is (CELLBLOCK_RESULT_BYTES, ${heldBytes} bytes, half of it for one caller); try again later`,
        });
      }
    },
    async forget() {
      isForgotten = true;
      await redis.unlink(keys.typed(id));
    },
  };
}

// What is there already was written by a sending whose reply got lost. A job that has ended holds what it came to, and
// nobody reads what is typed into it then.
const appendOnce = `${counting}
local typed, number, text, keptMs, id, maximum = KEYS[4], ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
if #redis.call('XRANGE', typed, number, number) == 0 then
  local at = redis.call('ZSCORE', lapses, id)
  if at then
    local before, owner = drop(id)
    local bytes = before + #text
    local isFull = sum('all') + bytes > maximum or sum('of ' .. owner) + bytes > maximum * ${share}
    hold(id, owner, isFull and before or bytes, at)
    if isFull then return 0 end
  end
  redis.call('XADD', typed, number, 'input', text)
end
redis.call('PEXPIRE', typed, keptMs)
return 1`;

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
