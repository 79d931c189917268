// How the queue stands, for whoever watches over it: what waits and for how long, and what workers counted.

import { type Rank, ranks } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import { type Keys, queueName } from './keys.js';
import { priorityOf } from './turns.js';

export type Observation = {
  waiting: Record<Rank, number>;
  active: number;
  /** Since when the job waits that has waited longest, of the first thousand in turn; 0 where none waits. */
  oldestMs: number;
  /** What each live worker counts, in the form that it gave. */
  workers: string[];
};

/** How long what a worker counted is told after its last word. */
const metricsLifeMs = 15_000;
const looked = 1000;
// BullMQ orders jobs by priority times this, and a counter.
const priorityStep = 2 ** 32;

/** Looks at the queue in two round trips; rejects where Redis does. */
export async function observe(redis: Redis, keys: Keys): Promise<Observation> {
  const of = (part: string) => `${keys.prefix}:${queueName}:${part}`;
  const [listed, ordered, active, lost, workers, ...counts] = await Promise.all([
    redis.lrange(of('wait'), -looked, -1),
    redis.zrange(of('prioritized'), '0', String(looked - 1)),
    redis.llen(of('active')),
    redis.llen(of('wait')),
    redis.smembers(keys.workers),
    ...ranks.map((rank, index) => redis.zcount(of('prioritized'), String(scoreOf(rank)), scoreBefore(index))),
  ]);
  const ids = [...listed, ...ordered.map(String)];
  const [since, told] = await Promise.all([
    Promise.all(ids.map((id) => redis.hget(keys.job(id), 'timestamp'))),
    workers.length === 0 ? [] : redis.mget(workers.map(keys.metrics)),
  ]);
  const times = since.flatMap((time) => (time === null ? [] : [Number(time)]));
  const [interactive = 0, grading = 0, regrading = 0] = counts;
  return {
    // What a lost worker left behind goes before all.
    waiting: { interactive: interactive + lost, grading, regrading },
    active,
    oldestMs: times.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...times)),
    workers: told.flatMap((text) => (text === null ? [] : [text])),
  };
}

/** A worker tells what it counts. */
export async function tellMetrics(redis: Redis, keys: Keys, worker: string, text: string): Promise<void> {
  await redis.set(keys.metrics(worker), text, 'PX', metricsLifeMs);
}

const scoreOf = (rank: Rank) => priorityOf(rank, 0) * priorityStep;

function scoreBefore(index: number): string {
  const next = ranks[index + 1];
  return next === undefined ? '+inf' : `(${scoreOf(next)}`;
}
