// Who comes in, decided in one round trip: whose key it is, whether its rate allows another request, and whether fewer
// of its requests are being served than it may have at once.
//
// The rate is a bucket that refills evenly (GCRA): what is kept is the time at which it will be full again. What is
// being served is a sorted set of leases, renewed while they last, so that those of a dead process lapse by themselves.
// A script of our own and no library: rate and concurrency stand in the key's own record, so looking it up first would
// be a round trip more.

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Grant, hashOf, idOf } from './grant.js';
import type { Keys } from './keys.js';
import { within } from './within.js';

/** Somebody with a key, or without one and known by `owner` alone. */
export type Visitor = { key: string } | { owner: string; ratePerMinute: number };

/** How much of a rate is left. */
export type Rate = { perMinute: number; remaining: number; fullInMs: number };

export type Admission =
  | { kind: 'unknown' }
  | { kind: 'expired'; grant: Grant }
  | { kind: 'rate' | 'concurrency'; grant: Grant | null; rate: Rate; retryInMs: number }
  | { kind: 'in'; grant: Grant | null; rate: Rate; leave: () => void };

const leaseMs = 15_000;
const patienceMs = 1000;

const script = `
local text = false
local perMinute = tonumber(ARGV[3])
local concurrency = 0
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
if ARGV[1] ~= '' then
  text = redis.call('HGET', KEYS[1], ARGV[1])
  if not text then return {'unknown'} end
  local grant = cjson.decode(text)
  perMinute = grant.ratePerMinute
  concurrency = grant.concurrency
end
local interval = 60000 / perMinute
local full = math.max(now, tonumber(redis.call('GET', KEYS[2]) or '0'))
local free = math.floor((60000 - (full - now)) / interval + 0.000001)
local kind = 'in'
local retry = 0
if free < 1 then
  kind = 'rate'
  retry = math.ceil(full - now + interval - 60000)
else
  free = free - 1
  full = full + interval
  redis.call('SET', KEYS[2], string.format('%.3f', full), 'PX', math.ceil(full - now))
  if concurrency > 0 and ARGV[2] ~= '' then
    redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
    if redis.call('ZCARD', KEYS[3]) >= concurrency then
      kind = 'concurrency'
      retry = 1000
    else
      redis.call('ZADD', KEYS[3], now + tonumber(ARGV[4]), ARGV[2])
      redis.call('PEXPIRE', KEYS[3], ARGV[4])
    end
  end
end
return {kind, text or '', perMinute, free, math.ceil(full - now), retry, now}`;

const renewal = `
local now = redis.call('TIME')
local ends = now[1] * 1000 + math.floor(now[2] / 1000) + tonumber(ARGV[1])
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], ends, ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])`;

export class Turnstile {
  readonly #redis: Redis;
  readonly #keys: Keys;
  /** The leases held here, by the set they are in. */
  readonly #leases = new Map<string, Set<string>>();

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /**
   * Lets a request in, or says why not; AppError queue_unavailable. `isCounted`: whether it takes one of the places
   * that its key has at once; `leave` gives the place back.
   */
  async admit(visitor: Visitor, isCounted: boolean): Promise<Admission> {
    const hash = 'key' in visitor ? hashOf(visitor.key) : '';
    const owner = 'key' in visitor ? idOf(hash) : visitor.owner;
    const places = this.#keys.places(owner);
    const lease = isCounted && hash !== '' ? randomUUID() : '';
    const names = [this.#keys.grants, this.#keys.rate(owner), places];
    const perMinute = 'key' in visitor ? 0 : visitor.ratePerMinute;
    const asked = this.#redis.eval(script, names.length, ...names, hash, lease, perMinute, leaseMs);
    const answer = Answer.parse(await within(patienceMs, asked));
    if (answer[0] === 'unknown') return { kind: 'unknown' };
    const [kind, text, allowed, remaining, fullInMs, retryInMs, now] = answer;
    const grant = text === '' ? null : Grant.parse(JSON.parse(text));
    // What its last request took lapses; nothing of an expired key gets in any more.
    if (grant?.expiresAt && Date.parse(grant.expiresAt) <= now) return { kind: 'expired', grant };
    const rate = { perMinute: allowed, remaining, fullInMs };
    if (kind !== 'in') return { kind, grant, rate, retryInMs };
    return { kind, grant, rate, leave: lease === '' ? () => {} : this.#hold(places, lease) };
  }

  /** Renews what is held; to be called several times in a lease. */
  async renew(): Promise<void> {
    const renewals = [...this.#leases].map(([places, leases]) =>
      this.#redis.eval(renewal, 1, places, leaseMs, ...leases),
    );
    await Promise.all(renewals);
  }

  #hold(places: string, lease: string): () => void {
    const held = this.#leases.get(places) ?? new Set();
    this.#leases.set(places, held.add(lease));
    return () => {
      if (!held.delete(lease)) return;
      if (held.size === 0) this.#leases.delete(places);
      // Where Redis is away, the lease lapses.
      this.#redis.zrem(places, lease).catch(() => {});
    };
  }
}

const Answer = z.union([
  z.tuple([z.literal('unknown')]),
  z.tuple([
    z.enum(['in', 'rate', 'concurrency']),
    z.string(),
    z.number(),
    z.number(),
    z.number(),
    z.number(),
    z.number(),
  ]),
]);
