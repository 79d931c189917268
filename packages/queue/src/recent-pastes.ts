// The list of recent pastes, of those that their authors have listed.

import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import { Head, isOver } from './paste-record.js';
import { within } from './within.js';

/** A paste in a list; `verdict` is null where there is no result. No two are of the same `createdAt`. */
export type RecentRow = Pick<Head, 'title' | 'createdAt'> & {
  id: string;
  verdict: string | null;
  bytes: number;
};

type Listed = { id: string; madeMs: number };
type Range = { before: number; most: number };

const patienceMs = 1000;

/** Those made before `before` (ms since 1970), the newest first: `most`, or all where there are fewer. */
export async function recentPastes(redis: Redis, keys: Keys, range: Range): Promise<RecentRow[]> {
  const rows: RecentRow[] = [];
  // Some of those found may be over, or deleted by now; others take their places.
  for (let { before } = range; rows.length < range.most; ) {
    const found = await listed(redis, keys, { before, most: range.most - rows.length });
    const last = found.at(-1);
    if (last === undefined) break;
    const read = await Promise.all(found.map((each) => rowOf(redis, keys, each)));
    rows.push(...read.filter((row) => row !== null));
    before = last.madeMs;
  }
  return rows;
}

async function listed(redis: Redis, keys: Keys, { before, most }: Range): Promise<Listed[]> {
  const found = await within(
    patienceMs,
    redis.zrevrangebyscore(keys.recentPastes, `(${before}`, '-inf', 'WITHSCORES', 'LIMIT', 0, most),
  );
  const ids = found.filter((_, index) => index % 2 === 0);
  return ids.map((id, index) => ({ id, madeMs: Number(found[2 * index + 1]) }));
}

// The verdict is kept by itself, as a result may take megabytes.
async function rowOf(redis: Redis, keys: Keys, { id, madeMs }: Listed): Promise<RecentRow | null> {
  const [[head, verdict], bytes] = await within(
    patienceMs,
    Promise.all([redis.hmget(keys.paste(id), 'head', 'verdict'), redis.hget(keys.pasteSizes, id)]),
  );
  const parsed = head ? Head.parse(JSON.parse(head)) : null;
  if (parsed === null || isOver(parsed)) return null;
  const createdAt = new Date(madeMs).toISOString();
  return { id, title: parsed.title, createdAt, verdict: verdict || null, bytes: Number(bytes) };
}
