// What Redis holds for the API's entrance, over one connection: who may come in, who was here before with the
// same request, and the files that were left for later ones.

import { Answers, type Reservation } from './answers.js';
import { connect } from './connection.js';
import { keysUnder } from './keys.js';
import { type Observation, observe } from './observation.js';
import { everyBeat } from './presence.js';
import { createShelf, type Shelf } from './shelf.js';
import { onceAMinute } from './trouble.js';
import { type Admission, Turnstile, type Visitor } from './turnstile.js';
import { within } from './within.js';

const renewMs = 5000;
const observeMs = 2000;

export type EntranceOptions = {
  redisUrl: string;
  prefix: string;
  /** Hears of trouble with Redis that was coped with, for the log; of the same once a minute at most. */
  onTrouble?: (error: Error) => void;
};

export interface Entrance {
  /**
   * Lets a request in, or says why not, in one round trip; AppError queue_unavailable. `isCounted`: whether it takes
   * one of the places that its key has at once; the admission's `leave` gives the place back.
   */
  admit(visitor: Visitor, isCounted: boolean): Promise<Admission>;
  /**
   * Takes `name` for `request`, a fingerprint, or says what is there. An answer is kept for `keepMs`, on account of
   * `owner`: its body too, unless answers take too much already. AppError queue_unavailable.
   */
  reserve(name: string, request: string, keepMs: number, owner: string): Promise<Reservation>;
  /** Files that callers have put here for later requests. */
  shelf: Shelf;
  /** How the queue stands, and what its workers count; AppError queue_unavailable. */
  observe(): Promise<Observation>;
  close(): void;
}

/** Opens the entrance; Redis need not be there yet. */
export function openEntrance({ redisUrl, prefix, onTrouble = () => {} }: EntranceOptions): Entrance {
  const redis = connect(redisUrl, onceAMinute(onTrouble));
  const keys = keysUnder(prefix);
  const turnstile = new Turnstile(redis, keys);
  const answers = new Answers(redis, keys);
  const stop = everyBeat(async () => {
    await Promise.all([turnstile.renew(), answers.renew()]);
  }, renewMs);
  return {
    admit: (visitor, isCounted) => turnstile.admit(visitor, isCounted),
    reserve: (...given) => answers.reserve(...given),
    shelf: createShelf(redis, keys),
    observe: () => within(observeMs, observe(redis, keys)),
    close: () => {
      stop();
      redis.disconnect();
    },
  };
}
