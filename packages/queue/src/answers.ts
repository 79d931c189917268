// Answers kept under the client's own name for a request, so that the same request sent again gets the same answer.
//
// Whoever comes first reserves the name and is to keep an answer under it or give it up. The reservation is a lease, so
// that of a process that died it lapses. What the request made by then is found by its id, which outlives the lease: so
// whoever is first after that makes it no second time.

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { counting, flatBytes, share } from './holdings.js';
import type { Keys } from './keys.js';
import { within } from './within.js';

/** An answer as it went out; its body is null where it was too long to be kept. */
export type KeptAnswer = { status: number; headers: Record<string, string>; body: Buffer | null };

type First = {
  kind: 'first';
  /** For what the request makes; one that was first before and came to no answer may have made it already. */
  id: string;
  keep: (answer: KeptAnswer) => Promise<void>;
  /** Leaves the name to the next; where nothing is left of what the request made, the next gets another id. */
  giveUp: (isUndone?: boolean) => void;
};

/** What there is under a name. `different`: it stands for another request. */
export type Reservation =
  | First
  | { kind: 'different' }
  | { kind: 'pending' }
  | { kind: 'answered'; answer: KeptAnswer };

const leaseMs = 15_000;
const patienceMs = 1000;
const uploadBytesPerMs = 20_000;

const reserveScript = `
local known, token = unpack(redis.call('HMGET', KEYS[1], 'request', 'token'))
-- Where the reply to this script was lost it is sent again, and finds its own reservation.
if not known or token == ARGV[2] then
  redis.call('HSET', KEYS[1], 'request', ARGV[1], 'token', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[4])
  return {'first', redis.call('GET', KEYS[2])}
end
if known ~= ARGV[1] then return {'different'} end
local answer = redis.call('HMGET', KEYS[1], 'head', 'body')
if not answer[1] then return {'pending'} end
return {'answered', answer[1], answer[2]}`;

/** What all answers may take together; of those that come on top it is kept that there were such, and no body. */
const mostBytes = 256 * 1024 * 1024;

// Where the reply to this script was lost it is sent again, and counts its own answer anew.
const keepScript = `${counting}
local token, keepMs, head, body = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local bare, name, owner = ARGV[5], ARGV[6], ARGV[7]
if redis.call('HGET', KEYS[4], 'token') ~= token then return 0 end
drop(name)
local bytes = #body + ${flatBytes}
if sum('all') + bytes > ${mostBytes} or sum('of ' .. owner) + bytes > ${mostBytes * share} then
  head, body, bytes = bare, '', ${flatBytes}
end
redis.call('HSET', KEYS[4], 'head', head, 'body', body)
redis.call('PEXPIRE', KEYS[4], keepMs)
redis.call('UNLINK', KEYS[5])
hold(name, owner, bytes, now + keepMs)
return 1`;

// An answer that was kept later than anybody waited for it is kept all the same.
const giveUpScript = `
local token, head = unpack(redis.call('HMGET', KEYS[1], 'token', 'head'))
if token == ARGV[1] and not head then redis.call('UNLINK', KEYS[1]) end
-- An id that one before has given out stays: what it made is not for this one to undo.
if ARGV[2] == 'undone' and redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('UNLINK', KEYS[2]) end`;

const renewScript = `
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end`;

const Head = z.object({ status: z.int(), headers: z.record(z.string(), z.string()), isWhole: z.boolean() });
const Found = z.union([
  z.tuple([z.instanceof(Buffer)]),
  z.tuple([z.instanceof(Buffer), z.instanceof(Buffer)]),
  z.tuple([z.instanceof(Buffer), z.instanceof(Buffer), z.instanceof(Buffer)]),
]);

type Held = { keys: string[]; token: string; keepMs: number; name: string; owner: string };

export class Answers {
  readonly #redis: Redis;
  readonly #keys: Keys;
  /** The reservations held here, by their tokens. */
  readonly #held = new Map<string, Held>();

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /**
   * Takes `name` for `request` (a fingerprint), or says what is there. An answer is kept for `keepMs`, on account of
   * `owner`. AppError queue_unavailable, from `keep` too.
   */
  async reserve(name: string, request: string, keepMs: number, owner: string): Promise<Reservation> {
    const token = randomUUID();
    const held = {
      keys: [this.#keys.answer(name), this.#keys.answerId(name, request)],
      token,
      keepMs,
      name,
      owner,
    };
    const given = [request, token, leaseMs, keepMs];
    const asked = this.#redis.callBuffer('EVAL', reserveScript, 2, ...held.keys, ...given);
    const found = await within(patienceMs, asked).catch((error: unknown) => {
      this.#giveUp(held, true);
      throw error;
    });
    const [kind, first, body] = Found.parse(found);
    if (first === undefined) return { kind: kind.toString() === 'pending' ? 'pending' : 'different' };
    if (body === undefined) return this.#first(held, first.toString());
    const { isWhole, ...rest } = Head.parse(JSON.parse(first.toString()));
    return { kind: 'answered', answer: { ...rest, body: isWhole ? body : null } };
  }

  /** Renews what is held; to be called several times in a lease. */
  async renew(): Promise<void> {
    const renewals = [...this.#held.values()].map(({ keys, token }) =>
      this.#redis.eval(renewScript, 2, ...keys, token, leaseMs),
    );
    await Promise.all(renewals);
  }

  #first(held: Held, id: string): First {
    const { token } = held;
    this.#held.set(token, held);
    return {
      ...{ kind: 'first', id },
      keep: (answer) => this.#keep(held, answer),
      giveUp: (isUndone = false) => {
        if (this.#held.delete(token) || isUndone) this.#giveUp(held, isUndone);
      },
    };
  }

  // While Redis is away this waits for it, behind the reservation that it gives up.
  #giveUp({ keys, token }: Held, isUndone: boolean): void {
    this.#redis.eval(giveUpScript, 2, ...keys, token, isUndone ? 'undone' : '').catch(() => {});
  }

  async #keep({ keys, token, keepMs, name, owner }: Held, { body, ...rest }: KeptAnswer): Promise<void> {
    const bytes = body ?? Buffer.alloc(0);
    const head = JSON.stringify({ ...rest, isWhole: body !== null });
    const bare = JSON.stringify({ ...rest, isWhole: false });
    const { answersUntil, answerSizes, answerSums } = this.#keys;
    const names = [answersUntil, answerSizes, answerSums, ...keys];
    const given = [token, keepMs, head, bytes, bare, name, owner];
    const kept = this.#redis.eval(keepScript, names.length, ...names, ...given);
    await within(patienceMs + bytes.length / uploadBytesPerMs, kept);
    this.#held.delete(token);
  }
}
