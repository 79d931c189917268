// Whether Redis is set so that it keeps what it has answered; packages/queue/redis.conf is how it should be.

import type { Redis } from 'ioredis';
import { connect } from './connection.js';
import { within } from './within.js';

/** What INFO says, by its names. */
export type Facts = ReadonlyMap<string, string>;

const remedy = 'packages/queue/redis.conf says how to set it';

const rows: readonly { isSo: (facts: Facts) => boolean; says: string }[] = [
  {
    isSo: (facts) => facts.get('aof_enabled') === '0',
    says: `Redis has no append-only file, so its end loses what was accepted: jobs, pastes, keys; ${remedy}`,
  },
  {
    // Without a bound nothing is evicted, whatever the policy.
    isSo: (facts) =>
      (facts.get('maxmemory') ?? '0') !== '0' &&
      (facts.get('maxmemory_policy') ?? 'noeviction') !== 'noeviction',
    says: `Redis may throw away what was accepted where its memory is full; ${remedy}`,
  },
];

const risksIn = (facts: Facts): string[] => rows.filter(({ isSo }) => isSo(facts)).map(({ says }) => says);

/** Tells `listener` at each connection what loses accepted jobs; nothing where Redis doesn't say how it is set. */
export function watchSettings(redis: Redis, listener: (error: Error) => void): void {
  redis.on('ready', () => {
    redis.info().then(
      (text) => {
        for (const risk of risksIn(factsIn(text))) listener(new Error(risk));
      },
      () => {},
    );
  });
}

const patienceMs = 3000;

/** The version of the Redis at this address, and what it may lose; AppError, with the reason as its cause, where it doesn't answer. */
export async function lookAtRedis(redisUrl: string): Promise<{ version: string; risks: string[] }> {
  let fail: (error: Error) => void = () => {};
  const trouble = new Promise<never>((_, reject) => {
    fail = reject;
  });
  trouble.catch(() => {});
  const redis = connect(redisUrl, fail);
  try {
    // Where it takes no writes it refuses this one too.
    const asked = redis.ping().then(() => redis.info());
    const facts = factsIn(await within(patienceMs, Promise.race([asked, trouble])));
    return { version: facts.get('redis_version') ?? 'unknown', risks: risksIn(facts) };
  } finally {
    redis.disconnect();
  }
}

/** The facts in an answer to INFO. */
export const factsIn = (text: string): Facts =>
  new Map(
    text.split('\r\n').map((line) => {
      const [name = '', value = ''] = line.split(':', 2);
      return [name, value];
    }),
  );
