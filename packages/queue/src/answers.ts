// Answers kept under the client's own name for a request, so that the same request sent again gets the same answer.
//
// Whoever comes first reserves the name and is to keep an answer under it or give it up. The reservation is a lease, so
// that of a process that died it lapses.

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Keys } from './keys.js';
import { within } from './within.js';

/** An answer as it went out; its body is null where it was too long to be kept. */
export type KeptAnswer = { status: number; headers: Record<string, string>; body: Buffer | null };

/** What there is under a name. `different`: it stands for another request. */
export type Reservation =
  | { kind: 'first'; keep: (answer: KeptAnswer) => Promise<void>; giveUp: () => void }
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
  return {'first'}
end
if known ~= ARGV[1] then return {'different'} end
local answer = redis.call('HMGET', KEYS[1], 'head', 'body')
if not answer[1] then return {'pending'} end
return {'answered', answer[1], answer[2]}`;

const keepScript = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'head', ARGV[3], 'body', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

// An answer that was kept later than anybody waited for it is kept all the same.
const giveUpScript = `
local token, head = unpack(redis.call('HMGET', KEYS[1], 'token', 'head'))
if token == ARGV[1] and not head then redis.call('UNLINK', KEYS[1]) end`;

const renewScript = `
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end`;

const Head = z.object({ status: z.int(), headers: z.record(z.string(), z.string()), isWhole: z.boolean() });
const Found = z.union([
  z.tuple([z.instanceof(Buffer)]),
  z.tuple([z.instanceof(Buffer), z.instanceof(Buffer), z.instanceof(Buffer)]),
]);

export class Answers {
  readonly #redis: Redis;
  readonly #keys: Keys;
  /** The reservations held here: from the token to the key. */
  readonly #held = new Map<string, string>();

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /**
   * Takes `name` for `request` (a fingerprint), or says what is there. An answer is kept for `keepMs`. AppError
   * queue_unavailable, from `keep` too.
   */
  async reserve(name: string, request: string, keepMs: number): Promise<Reservation> {
    const key = this.#keys.answer(name);
    const token = randomUUID();
    const asked = this.#redis.callBuffer('EVAL', reserveScript, 1, key, request, token, leaseMs);
    const found = await within(patienceMs, asked).catch((error: unknown) => {
      this.#giveUp(key, token);
      throw error;
    });
    const [kind, head, body] = Found.parse(found);
    if (head !== undefined && body !== undefined) {
      const { isWhole, ...rest } = Head.parse(JSON.parse(head.toString()));
      return { kind: 'answered', answer: { ...rest, body: isWhole ? body : null } };
    }
    if (kind.toString() !== 'first') return { kind: kind.toString() === 'pending' ? 'pending' : 'different' };
    this.#held.set(token, key);
    return {
      kind: 'first',
      keep: (answer) => this.#keep({ key, token, keepMs }, answer),
      giveUp: () => {
        if (this.#held.delete(token)) this.#giveUp(key, token);
      },
    };
  }

  /** Renews what is held; to be called several times in a lease. */
  async renew(): Promise<void> {
    const renewals = [...this.#held].map(([token, key]) =>
      this.#redis.eval(renewScript, 1, key, token, leaseMs),
    );
    await Promise.all(renewals);
  }

  // While Redis is away this waits for it, behind the reservation that it gives up.
  #giveUp(key: string, token: string): void {
    this.#redis.eval(giveUpScript, 1, key, token).catch(() => {});
  }

  async #keep(
    { key, token, keepMs }: { key: string; token: string; keepMs: number },
    { body, ...rest }: KeptAnswer,
  ): Promise<void> {
    const bytes = body ?? Buffer.alloc(0);
    const head = JSON.stringify({ ...rest, isWhole: body !== null });
    const kept = this.#redis.eval(keepScript, 1, key, token, keepMs, head, bytes);
    await within(patienceMs + bytes.length / uploadBytesPerMs, kept);
    this.#held.delete(token);
  }
}
