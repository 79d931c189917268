// The API keys that there are: made, listed and revoked by the operator.

import { AppError, parseOrRefuse } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { type CalledOff, callOffAll } from './calling-off.js';
import { connect } from './connection.js';
import { Grant, GrantOrder, hashOf, idOf, newKey, ownerOf } from './grant.js';
import { type Keys, keysUnder } from './keys.js';
import { within } from './within.js';

export type KeyringOptions = { redisUrl: string; prefix: string };

export interface Keyring {
  /**
   * Makes a key; this is the only time that it is seen. AppError: conflict where the name is taken, invalid_field.
   */
  create(order: GrantOrder): Promise<{ key: string; grant: Grant }>;
  /** Every key there is, by name. */
  list(): Promise<Grant[]>;
  /** The key of this name; AppError not_found. */
  show(name: string): Promise<Grant>;
  /**
   * Ends the key of this name, from its next request on, and calls off the jobs that it has posted; what it waits for
   * over an open request is finished. It is forgotten once all of them are called off: until then it is among the keys,
   * as one that has expired, and this may be repeated. AppError not_found.
   */
  revoke(name: string): Promise<{ grant: Grant } & CalledOff>;
  close(): void;
}

const patienceMs = 3000;

/** Opens the keys kept in Redis. Every call rejects with queue_unavailable where Redis does not answer in time. */
export function openKeyring({ redisUrl, prefix }: KeyringOptions): Keyring {
  const redis = connect(redisUrl, () => {});
  const keys = keysUnder(prefix);
  const asked = <T>(answer: Promise<T>) => within(patienceMs, answer);
  return {
    create: async (order) => create(redis, keys, parseOrRefuse(GrantOrder, order), asked),
    list: async () => grantsOf(await asked(redis.hvals(keys.grants))),
    show: async (name) => (await found(redis, keys, name, asked)).grant,
    revoke: (name) => revoke(redis, keys, name, asked),
    close: () => redis.disconnect(),
  };
}

type Asked = <T>(answer: Promise<T>) => Promise<T>;

// Name and key come and go together, whoever else makes one of that name at the same time. Where the reply to this script
// was lost it is sent again, and finds its own key.
const createScript = `
redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2])
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1`;

async function create(redis: Redis, keys: Keys, order: z.output<typeof GrantOrder>, asked: Asked) {
  const key = newKey();
  const hash = hashOf(key);
  const grant: Grant = { ...order, id: idOf(hash), createdAt: new Date().toISOString() };
  const names = [keys.grants, keys.grantNames];
  const made = await asked(
    redis.eval(createScript, names.length, ...names, order.name, hash, JSON.stringify(grant)),
  );
  if (made === 0) {
    throw new AppError('conflict', {
      field: 'name',
      message: `there is a key named ${order.name}; revoke it first, or choose another name`,
    });
  }
  return { key, grant };
}

// Longer than a request lasts that was let in before.
const revokedMs = 60 * 60_000;

// A Redis without room takes what a script writes after it has made some, and so it is with the first of these.
const endScript = `
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('SET', KEYS[2], '', 'PX', ARGV[3])
return 1`;

async function revoke(redis: Redis, keys: Keys, name: string, asked: Asked) {
  const { hash, grant } = await found(redis, keys, name, asked);
  const owner = ownerOf(grant);
  const now = new Date().toISOString();
  const isOver = grant.expiresAt !== null && grant.expiresAt < now;
  const ended: Grant = isOver ? grant : { ...grant, expiresAt: now };
  const names = [keys.grants, keys.revoked(owner)];
  const given = [hash, JSON.stringify(ended), revokedMs];
  if ((await asked(redis.eval(endScript, names.length, ...names, ...given))) === 0) throw unknown(name);
  const sum = await callOffAll(redis, keys, owner, asked);
  if (sum.isDone) await asked(redis.multi().hdel(keys.grants, hash).hdel(keys.grantNames, name).exec());
  return { grant, ...sum };
}

async function found(redis: Redis, keys: Keys, name: string, asked: Asked) {
  const hash = await asked(redis.hget(keys.grantNames, name));
  const text = hash === null ? null : await asked(redis.hget(keys.grants, hash));
  if (hash === null || text === null) throw unknown(name);
  return { hash, grant: Grant.parse(JSON.parse(text)) };
}

const unknown = (name: string) =>
  new AppError('not_found', { field: 'name', message: `there is no key named ${name}` });

const grantsOf = (texts: string[]) =>
  texts
    .map((text) => Grant.parse(JSON.parse(text)))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
