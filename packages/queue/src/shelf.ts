// Files that callers have put here to name them in later requests, under ids that they choose themselves.
//
// Each caller has a shelf of its own: whoever knows the id of another's file can neither read nor replace it. A shelf
// has bounds, of which the files used least recently fall off; all shelves together have one, of which the shelf
// used least recently goes as a whole, and so does what nobody has used for long. A script, so that what is counted
// is what is there.

import { AppError } from '@cellblock/contract';
import type { Redis } from 'ioredis';
import type { Keys } from './keys.js';
import { within } from './within.js';

/** How much is kept. */
export type ShelfBounds = { files: number; bytes: number; bytesOfAll: number; idleMs: number };

const MiB = 1024 * 1024;
export const shelfBounds: ShelfBounds = {
  files: 500,
  bytes: 64 * MiB,
  bytesOfAll: 256 * MiB,
  idleMs: 2 * 24 * 3600 * 1000,
};

const patienceMs = 1000;
const bytesPerMs = 20_000;

// In ms, and to the microsecond where it orders what comes close upon another.
const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local stamp = string.format('%.3f', now)`;

// The file is there, or nothing has changed. Returns 0 where it is larger than a shelf.
const putScript = `${clock}
local files, used, shelves, sizes = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local prefix, owner, id, content = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local mostFiles, most, mostOfAll, idle = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local function count(whose, change)
  if redis.call('HINCRBY', sizes, whose, change) <= 0 then redis.call('HDEL', sizes, whose) end
  redis.call('HINCRBY', sizes, '', change)
end
local function drop(file)
  count(owner, 0 - redis.call('HSTRLEN', files, file))
  redis.call('HDEL', files, file)
  redis.call('ZREM', used, file)
end
local function clear(whose)
  count(whose, 0 - tonumber(redis.call('HGET', sizes, whose) or '0'))
  redis.call('UNLINK', prefix .. 'files:' .. whose, prefix .. 'used:' .. whose)
  redis.call('ZREM', shelves, whose)
end
local function taken(whose) return tonumber(redis.call('HGET', sizes, whose) or '0') end
if #content > math.min(most, mostOfAll) then return 0 end
for _, whose in ipairs(redis.call('ZRANGEBYSCORE', shelves, '-inf', now - idle)) do clear(whose) end
for _, file in ipairs(redis.call('ZRANGEBYSCORE', used, '-inf', now - idle)) do drop(file) end
drop(id)
while redis.call('ZCARD', used) >= mostFiles or taken(owner) + #content > most do
  local oldest = redis.call('ZRANGE', used, 0, 0)[1]
  if not oldest then clear(owner) break end
  drop(oldest)
end
redis.call('ZREM', shelves, owner)
while taken('') + #content > mostOfAll do
  local oldest = redis.call('ZRANGE', shelves, 0, 0)[1]
  if not oldest then clear(owner) redis.call('DEL', sizes) break end
  clear(oldest)
end
redis.call('HSET', files, id, content)
redis.call('ZADD', used, stamp, id)
redis.call('ZADD', shelves, stamp, owner)
count(owner, #content)
redis.call('PEXPIRE', files, idle)
redis.call('PEXPIRE', used, idle)
return 1`;

// Those that are there have been used now.
const findScript = `${clock}
local found = {}
for i = 4, #ARGV do
  local content = redis.call(ARGV[3], KEYS[1], ARGV[i])
  if content and content ~= 0 then
    redis.call('ZADD', KEYS[2], 'XX', stamp, ARGV[i])
    redis.call('ZADD', KEYS[3], 'XX', stamp, ARGV[1])
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    redis.call('PEXPIRE', KEYS[2], ARGV[2])
  end
  found[#found + 1] = content
end
return found`;

export interface Shelf {
  /** Keeps `content` for `owner` under `id`, in place of what was there; AppError too_large, queue_unavailable. */
  put(owner: string, id: string, content: Buffer): Promise<void>;
  /** Whether `owner` has a file of that id; AppError queue_unavailable. */
  has(owner: string, id: string): Promise<boolean>;
  /** The files of these ids that `owner` has, null for others; AppError queue_unavailable. */
  find(owner: string, ids: readonly string[]): Promise<(Buffer | null)[]>;
}

/** The shelves under these keys. */
export function createShelf(redis: Redis, keys: Keys, bounds: ShelfBounds = shelfBounds): Shelf {
  const { shelf, shelves, shelfSizes } = keys;
  const find = async (owner: string, ids: readonly string[], command: string): Promise<unknown[]> => {
    if (ids.length === 0) return [];
    const names = [`${shelf}files:${owner}`, `${shelf}used:${owner}`, shelves];
    const asked = redis.callBuffer('EVAL', findScript, 3, ...names, owner, bounds.idleMs, command, ...ids);
    const found = await within(patienceMs + bounds.bytes / bytesPerMs, asked);
    return Array.isArray(found) ? found : [];
  };
  return {
    async put(owner, id, content) {
      const names = [`${shelf}files:${owner}`, `${shelf}used:${owner}`, shelves, shelfSizes];
      const { files, bytes, bytesOfAll, idleMs } = bounds;
      const asked = redis.eval(
        putScript,
        names.length,
        ...names,
        shelf,
        owner,
        id,
        content,
        files,
        bytes,
        bytesOfAll,
        idleMs,
      );
      const kept = await within(patienceMs + content.length / bytesPerMs, asked);
      if (kept === 0) throw new AppError('too_large', { message: `a file may hold ${bytes} bytes` });
    },
    has: async (owner, id) => (await find(owner, [id], 'HEXISTS'))[0] === 1,
    find: async (owner, ids) =>
      (await find(owner, ids, 'HGET')).map((content) => (Buffer.isBuffer(content) ? content : null)),
  };
}
