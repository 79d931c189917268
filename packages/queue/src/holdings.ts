// What posted jobs hold in Redis, in bytes: their submissions while they wait, and what they came to while it is kept.
// A bound on the sum of it is held where jobs come in, so nothing that was accepted is ever thrown away for room.
//
// The bytes are those that were written, and a flat amount for what Redis needs around them. Three keys: when each
// holding lapses (a sorted set), how large it is and whose (a hash), and the sums of each owner and of all (a hash).

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Keys, leftoverMs } from './keys.js';

/** What a job, or an answer, takes that holds next to nothing. */
export const flatBytes = 2048;
// One owner's share of the bound, so that nobody can fill it alone and keep all others out for as long as it lasts.
export const share = 0.5;
const lapsedAtOnce = 1000;
const scannedAtOnce = 1000;
// So that the list of jobs with notes is bounded whatever is posted.
const mostNoted = 100_000;

/** What scripts begin with that count holdings in three keys of their own. */
export const counting = `
local lapses, sizes, sums = KEYS[1], KEYS[2], KEYS[3]
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local function drop(id)
  local held = redis.call('HGET', sizes, id)
  if not held then return 0, '' end
  local bytes, owner = string.match(held, '^(%d+) (.*)$')
  redis.call('HINCRBY', sums, 'all', -bytes)
  if redis.call('HINCRBY', sums, 'of ' .. owner, -bytes) <= 0 then redis.call('HDEL', sums, 'of ' .. owner) end
  redis.call('HDEL', sizes, id)
  redis.call('ZREM', lapses, id)
  return tonumber(bytes), owner
end
local function hold(id, owner, bytes, at)
  redis.call('HSET', sizes, id, string.format('%d %s', bytes, owner))
  redis.call('ZADD', lapses, at, id)
  redis.call('HINCRBY', sums, 'all', bytes)
  redis.call('HINCRBY', sums, 'of ' .. owner, bytes)
end
local function sum(name) return tonumber(redis.call('HGET', sums, name) or '0') end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', lapses, '-inf', now, 'LIMIT', 0, ${lapsedAtOnce})) do drop(id) end
`;

const openScript = `${counting}
local id, owner, bytes, keepMs, maximum, record = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local at, token, note = ARGV[7], ARGV[8], ARGV[9]
if redis.call('EXISTS', KEYS[4]) == 1 then
  -- Where the reply to this script was lost it is sent again, and finds what it has written itself.
  return {redis.call('HGET', KEYS[7], 'posting') == token and 'new' or 'known', 0}
end
if redis.call('EXISTS', KEYS[9]) == 1 then return {'revoked', 0} end
local isFull = sum('all') + bytes > maximum
if isFull or sum('of ' .. owner) + bytes > maximum * ${share} then
  local first = redis.call('ZRANGE', lapses, 0, 0, 'WITHSCORES')
  return {isFull and 'full' or 'share', first[2] and math.ceil(first[2] - now) or 0}
end
redis.call('SET', KEYS[4], record, 'PX', keepMs)
redis.call('HSET', KEYS[7], 'posting', token)
redis.call('PEXPIRE', KEYS[7], keepMs)
if note then
  redis.call('SET', KEYS[5], note, 'PX', keepMs)
  redis.call('ZADD', KEYS[6], at, id)
  redis.call('ZREMRANGEBYRANK', KEYS[6], 0, -${mostNoted} - 1)
end
hold(id, owner, bytes, now + keepMs)
return {'new', 0}`;

const undoScript = `${counting}
if redis.call('HGET', KEYS[7], 'posting') ~= ARGV[2] then return end
redis.call('UNLINK', KEYS[4], KEYS[5], KEYS[7], KEYS[8])
redis.call('ZREM', KEYS[6], ARGV[1])
drop(ARGV[1])`;

const settleScript = `${counting}
if redis.call('HGET', KEYS[4], 'end') ~= ARGV[4] then return end
local _, owner = drop(ARGV[1])
-- A note stays as long as the job does.
hold(ARGV[1], owner, tonumber(ARGV[2]) + redis.call('STRLEN', KEYS[5]), now + tonumber(ARGV[3]))
if not KEYS[6] then return end
local startedAt = redis.call('HGET', KEYS[4], 'startedAt') or ''
local told = {'kind', 'ended', 'id', ARGV[1], 'startedAt', startedAt, 'end', ARGV[4]}
redis.call('XADD', KEYS[6], '*', 'hasBody', ARGV[5] and 1 or 0, 'body', ARGV[5] or '', unpack(told))
redis.call('PEXPIRE', KEYS[6], ${leftoverMs})`;

const growScript = `${counting}
local at = redis.call('ZSCORE', lapses, ARGV[1])
if not at then return end
local bytes, owner = drop(ARGV[1])
hold(ARGV[1], owner, bytes + tonumber(ARGV[2]), at)`;

// Drops nothing, as that would be a write.
const bytesScript = `
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local bytes = tonumber(redis.call('HGET', KEYS[3], 'all') or '0')
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ${lapsedAtOnce})) do
  bytes = bytes - tonumber(string.match(redis.call('HGET', KEYS[2], id) or '0', '^%d+'))
end
return bytes`;

const Opened = z.tuple([z.enum(['new', 'known', 'revoked', 'full', 'share']), z.number()]);
/**
 * What came of a posting: `share` is full where its owner holds as much as one may, `revoked` where the owner's key is no
 * more.
 */
export type Opened = { kind: z.infer<typeof Opened>[0]; retryInMs: number };

type Opening = {
  id: string;
  owner: string;
  bytes: number;
  keepMs: number;
  maximumBytes: number;
  /** When it was posted, in ms since 1970. */
  at: number;
  note: string | null;
};

type Settling = {
  id: string;
  bytes: number;
  keepMs: number;
  end: string;
  awaitedBy: string | undefined;
  body: Buffer | null;
};

export class Holdings {
  readonly #redis: Redis;
  readonly #keys: Keys;

  constructor(redis: Redis, keys: Keys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /**
   * Writes the record of a posted job, and its note, and counts what it brings, if there is room and it is new; all or
   * nothing. `token` is this posting's own: by it `undo` knows what it may take back.
   */
  async open(
    record: string,
    { id, owner, bytes, keepMs, maximumBytes, at, note }: Opening,
    token: string = randomUUID(),
  ): Promise<Opened> {
    const keys = [...this.#namesOf(id), this.#keys.revoked(owner)];
    const held = Math.round(bytes) + flatBytes;
    const noted = note === null ? [] : [note];
    const given = [id, owner, held, keepMs, maximumBytes, record, at, token, ...noted];
    const [kind, retryInMs] = Opened.parse(
      await this.#redis.eval(openScript, keys.length, ...keys, ...given),
    );
    return { kind, retryInMs };
  }

  /**
   * The command that counts, where a job's end is this text, what it came to, and of what it brought its note alone; and
   * that tells the end to the door that awaits it, with the body where that is given.
   */
  settling({
    id,
    bytes,
    keepMs,
    end,
    awaitedBy,
    body,
  }: Settling): [string, number, ...(string | number | Buffer)[]] {
    const { course, note, replies } = this.#keys;
    const door = awaitedBy === undefined ? [] : [replies(awaitedBy)];
    const keys = [...this.#names, course(id), note(id), ...door];
    const given = [id, bytes + flatBytes, keepMs, end, ...(body === null ? [] : [body])];
    return [settleScript, keys.length, ...keys, ...given];
  }

  /** Counts what more a job has written, where it holds anything. */
  async grow(id: string, bytes: number): Promise<void> {
    if (bytes > 0) await this.#redis.eval(growScript, this.#names.length, ...this.#names, id, bytes);
  }

  /** Takes a posting back; one that another has made under the same id stays. */
  async undo(id: string, token: string): Promise<void> {
    const keys = this.#namesOf(id);
    await this.#redis.eval(undoScript, keys.length, ...keys, id, token);
  }

  /** Counts no more what was never to be. */
  async drop(id: string): Promise<void> {
    await this.#redis.eval(`${counting}drop(ARGV[1])`, this.#names.length, ...this.#names, id);
  }

  /** The ids of the jobs that hold anything on account of `owner`, ended or not. */
  async of(owner: string): Promise<string[]> {
    const ids: string[] = [];
    let cursor = '0';
    do {
      const [next, found] = await this.#redis.hscan(this.#keys.heldSizes, cursor, 'COUNT', scannedAtOnce);
      // As scripts write it: how many bytes, and whose.
      for (const [index, id] of found.entries()) {
        if (index % 2 === 0 && found[index + 1]?.replace(/^\d+ /, '') === owner) ids.push(id);
      }
      cursor = next;
    } while (cursor !== '0');
    return [...new Set(ids)];
  }

  /** What is held by all together now; also of a Redis that takes nothing new. */
  async bytes(): Promise<number> {
    return z.number().parse(await this.#redis.eval(bytesScript, this.#names.length, ...this.#names));
  }

  #namesOf(id: string): string[] {
    const { posted, note, noted, course, events } = this.#keys;
    return [...this.#names, posted(id), note(id), noted, course(id), events(id)];
  }

  get #names(): string[] {
    const { heldUntil, heldSizes, heldSums } = this.#keys;
    return [heldUntil, heldSizes, heldSums];
  }
}
