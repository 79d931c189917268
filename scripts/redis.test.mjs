import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepRunning } from './keep-running.mjs';
import { redisCommand, redisLogTail, redisPlace, syncGrown, waitForRedis } from './redis.mjs';

test('a Redis starts on its socket, for its owner alone, and answers', async (context) => {
  const state = mkdtempSync(join(tmpdir(), 'redis-'));
  const place = redisPlace(state);
  const redis = keepRunning({ name: 'redis', argv: redisCommand(place), say: () => {}, giveUp: assert.fail });
  context.after(async () => {
    await redis.stop();
    rmSync(state, { recursive: true });
  });
  await waitForRedis(place.socket, AbortSignal.timeout(20_000));
  assert.equal(statSync(place.socket).mode & 0o777, 0o700);
  assert.equal(statSync(place.directory).mode & 0o777, 0o700);
  await redis.stop();
  assert.match(redisLogTail(place), /Redis is now ready to exit/);
});

test('what Redis has written is synced, each time that it has grown', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'appendonlydir', 'appendonly.aof.1.incr.aof');
  const synced = new Map();
  assert.deepEqual(await syncGrown(directory, synced), []);
  mkdirSync(join(directory, 'appendonlydir'));
  writeFileSync(file, 'SET');
  writeFileSync(join(directory, 'redis.log'), 'ready');
  assert.deepEqual(await syncGrown(directory, synced), [file]);
  assert.deepEqual(await syncGrown(directory, synced), []);
  writeFileSync(file, 'DEL', { flag: 'a' });
  assert.deepEqual(await syncGrown(directory, synced), [file]);
  assert.deepEqual([...synced], [[file, 6]]);
});

test('a path that no unix socket can have is refused, with the remedy', () => {
  assert.throws(
    () => redisPlace(join(tmpdir(), 'x'.repeat(100))),
    /too long for a unix socket.*CELLBLOCK_STATE/,
  );
});
