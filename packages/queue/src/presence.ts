// Who is alive: API processes and workers refresh a key that expires.

import { setTimeout as delay } from 'node:timers/promises';
import { WorkerStatus } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';

/** Time between two heartbeats. */
export const beatMs = 1000;
const lifeMs = 3 * beatMs;

/** Runs `step` now and then every `intervalMs` after it ended, until stopped; a failed step is left to the next. */
export function everyBeat(step: () => Promise<void>, intervalMs = beatMs): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async () => {
    while (!signal.aborted) {
      await step().catch(() => {});
      await delay(intervalMs, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  void loop();
  return () => stopping.abort();
}

/** An API process says that it lives. */
export async function announceDoor(redis: Redis, keys: Keys, door: string): Promise<void> {
  await redis.set(keys.door(door), '', 'PX', lifeMs);
}

/** A worker says that it lives, and how. */
export async function announceWorker(redis: Redis, keys: Keys, status: WorkerStatus): Promise<void> {
  await Promise.all([
    redis.sadd(keys.workers, status.id),
    redis.set(keys.worker(status.id), JSON.stringify(status), 'PX', lifeMs),
  ]);
}

/** A worker says that it is gone. */
export async function retireWorker(redis: Redis, keys: Keys, id: string): Promise<void> {
  await Promise.all([redis.srem(keys.workers, id), redis.del(keys.worker(id))]);
}

/** The workers that live, by their own words. Forgets those that don't. */
export async function livingWorkers(redis: Redis, keys: Keys): Promise<WorkerStatus[]> {
  const ids = await redis.smembers(keys.workers);
  if (ids.length === 0) return [];
  const values = await redis.mget(ids.map(keys.worker));
  const dead = ids.filter((_, index) => values[index] === null);
  // They are forgotten another time where Redis takes no writes.
  if (dead.length > 0) await redis.srem(keys.workers, dead).catch(() => {});
  return values.flatMap((value) => {
    const status = value === null ? null : WorkerStatus.safeParse(JSON.parse(value));
    return status?.success ? [status.data] : [];
  });
}
