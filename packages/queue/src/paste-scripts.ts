// The steps that change pastes, each one script: what a step does to a paste and to the sums over all of them happens
// together or not at all, so the sums are right whoever dies when.
//
// Pastes have no expiry of Redis' own, which would leave the sums behind: those that are over are swept by the scripts.

const swept = 100;

/** KEYS of every script, in this order; the last is the paste's. */
export const scriptKeys = 5;

const prelude = `
local ends, sizes, total, recent, paste = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local prefix = string.sub(paste, 1, #paste - #ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function drop(id)
  local size = redis.call('HGET', sizes, id)
  redis.call('UNLINK', prefix .. id)
  redis.call('ZREM', ends, id)
  redis.call('ZREM', recent, id)
  redis.call('HDEL', sizes, id)
  if size then redis.call('DECRBY', total, size) end
end
local function sweep()
  local over = redis.call('ZRANGEBYSCORE', ends, '-inf', now, 'LIMIT', 0, ${swept})
  for _, id in ipairs(over) do drop(id) end
  return #over
end
local function fits(more, most) return tonumber(redis.call('GET', total) or '0') + more <= most end
`;

/**
 * ARGV: id, bytes, most bytes of all, when it ends (or +inf), head, submission, when it was made where it is listed
 * (else ''), result (else ''), verdict. Gives 1; 0 where there is no room, 2 where there is one of this id.
 *
 * Of those listed no two are of one millisecond, so a list that goes on before one of them passes over none.
 */
export const addScript = `${prelude}
if redis.call('EXISTS', paste) == 1 then return 2 end
sweep()
while not fits(tonumber(ARGV[2]), tonumber(ARGV[3])) do
  if sweep() == 0 then return 0 end
end
redis.call('HSET', paste, 'head', ARGV[5], 'submission', ARGV[6])
if ARGV[8] ~= '' then redis.call('HSET', paste, 'result', ARGV[8], 'verdict', ARGV[9]) end
redis.call('ZADD', ends, ARGV[4], ARGV[1])
redis.call('HSET', sizes, ARGV[1], ARGV[2])
redis.call('INCRBY', total, ARGV[2])
if ARGV[7] ~= '' then
  local made = tonumber(ARGV[7])
  while redis.call('ZCOUNT', recent, made, made) > 0 do made = made + 1 end
  redis.call('ZADD', recent, made, ARGV[1])
end
return 1`;

/**
 * ARGV: id, bytes, most bytes of all, result, verdict. Gives 1; 0 where there is no room, 2 where the paste is gone or has a
 * result already.
 */
export const resultScript = `${prelude}
if redis.call('EXISTS', paste) == 0 or redis.call('HEXISTS', paste, 'result') == 1 then return 2 end
if not fits(tonumber(ARGV[2]), tonumber(ARGV[3])) then return 0 end
redis.call('HSET', paste, 'result', ARGV[4], 'verdict', ARGV[5])
redis.call('HINCRBY', sizes, ARGV[1], ARGV[2])
redis.call('INCRBY', total, ARGV[2])
return 1`;

/** ARGV: id. */
export const removeScript = `${prelude}
drop(ARGV[1])`;

/** ARGV: any id. Sweeps some that are over; gives how many pastes and bytes there are, and how many were swept. */
export const sweepScript = `${prelude}
local gone = sweep()
return {redis.call('ZCARD', ends), tonumber(redis.call('GET', total) or '0'), gone, ${swept}}`;
