// A Redis that answers, and takes nothing new: it has met its bound on memory, can't write to its disk, or is a replica.

import { AppError } from '@cellblock/contract';
import type { Facts } from './redis-settings.js';

/** What Redis lacks. */
export type Lack = 'memory' | 'disk' | 'primary';

type Row = { lack: Lack; remedy: string };

// By the first word of its reply, which is Redis' name for an error.
const rows: Record<string, Row> = {
  OOM: {
    lack: 'memory',
    remedy:
      'Redis has met its maxmemory and takes nothing new; give it more, or lower CELLBLOCK_RESULT_BYTES and CELLBLOCK_PASTE_BYTES',
  },
  MISCONF: {
    lack: 'disk',
    remedy:
      'Redis cannot write to its disk and takes nothing new; make room where its `dir` is, and let it write there',
  },
  READONLY: {
    lack: 'primary',
    remedy:
      'Redis is a replica of another and takes nothing new; have REDIS_URL name the one that it follows, or end that by REPLICAOF NO ONE',
  },
};

/** What Redis lacked that it refused a write with `error` for; null where that is not why. */
export const lackIn = (error: unknown): Lack | null => rowOf(error)?.lack ?? null;

/** AppError storage_unavailable for a write that was refused for such a lack, with the remedy as its cause; else null. */
export function storageError(error: unknown): AppError | null {
  const row = rowOf(error);
  if (row === null) return null;
  return new AppError('storage_unavailable', { cause: new Error(row.remedy, { cause: error }) });
}

// A job of usual size takes less, with what Redis needs while it takes it.
const leastRoomBytes = 256 * 1024;

/** What Redis will say to nearly everybody, though it still takes a short word, by its INFO; null where there is room. */
export function outOfRoom(facts: Facts): Error | null {
  const bytesOf = (name: string) => Number(facts.get(name) ?? 0);
  const maximum = bytesOf('maxmemory');
  if (maximum === 0 || facts.get('maxmemory_policy') !== 'noeviction') return null;
  const room = maximum - (bytesOf('used_memory') - bytesOf('mem_not_counted_for_evict'));
  return room >= leastRoomBytes
    ? null
    : new Error(`OOM is near: room for ${Math.max(0, room)} bytes is left`);
}

function rowOf(error: unknown): Row | null {
  if (!(error instanceof Error)) return null;
  const [name = ''] = error.message.split(' ', 1);
  if (Object.hasOwn(rows, name)) return rows[name] ?? null;
  // Of a transaction only this is said, and the reason beside it.
  const earlier =
    'previousErrors' in error && Array.isArray(error.previousErrors) ? error.previousErrors : [];
  for (const one of earlier) {
    const row = rowOf(one);
    if (row !== null) return row;
  }
  return null;
}
