// Connections to Redis: where REDIS_URL points, and how they behave when it goes away and comes back.

import { Redis, type RedisOptions } from 'ioredis';

const behaviour = {
  // Commands wait for Redis to come back, and unanswered ones are sent again; whoever can't wait that long says so.
  maxRetriesPerRequest: null,
  retryStrategy: (attempt: number) => Math.min(25 * attempt, 1000),
  connectTimeout: 2000,
} satisfies RedisOptions;

// A peer that vanished without a word is noticed after this long; the longest blocking read is half of it.
const usualSilenceMs = 10_000;

/**
 * An open connection that reconnects by itself; `onTrouble` hears of every failed attempt. Who waits for an answer for
 * `silenceMs` takes the peer for gone, so that must be more than the longest blocking read.
 */
export function connect(
  redisUrl: string,
  onTrouble: (error: Error) => void,
  { silenceMs = usualSilenceMs }: { silenceMs?: number } = {},
): Redis {
  const redis = new Redis(addressOf(redisUrl), { ...behaviour, socketTimeout: silenceMs });
  redis.on('error', onTrouble);
  return redis;
}

/**
 * Has the connection remember what is duplicated from it; the function it gives back ends them all. BullMQ makes a
 * connection of its own for blocking reads, and leaves it trying where Redis is away.
 */
export function rememberCopies(redis: Redis): () => void {
  const copies: Redis[] = [];
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (options) => {
    const copy = duplicate(options);
    copies.push(copy);
    return copy;
  };
  return () => {
    for (const one of [redis, ...copies]) one.disconnect();
  };
}

/** A function that resolves once the connection is usable, at once where it is. Its callers share one listener. */
export function readiness(redis: Redis): () => Promise<void> {
  let coming: Promise<void> | null = null;
  return async () => {
    if (redis.status === 'ready') return;
    coming ??= new Promise((resolve) => redis.once('ready', () => resolve()));
    await coming;
    coming = null;
  };
}

function addressOf(redisUrl: string): string {
  const url = URL.canParse(redisUrl) ? new URL(redisUrl) : null;
  if (url?.protocol === 'unix:' && url.pathname.length > 1) return decodeURIComponent(url.pathname);
  if (url?.protocol === 'redis:' || url?.protocol === 'rediss:') return redisUrl;
  // Without the value, which may hold a password.
  throw new Error('REDIS_URL must be redis://host:port, rediss://host:port or unix:///path/to/socket');
}
