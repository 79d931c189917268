// Our own Redis: on a unix socket in the state directory, with no port, and its data on disk.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout } from './paths.mjs';

const longestSocketPath = 107;
const pingIntervalMs = 25;
const pingTimeoutMs = 1_000;
const syncIntervalMs = 1_000;

/** Where our Redis keeps everything; makes the directory. An error where the path is too long for a unix socket. */
export function redisPlace(state) {
  const directory = join(state, 'redis');
  const socket = join(directory, 'redis.sock');
  if (Buffer.byteLength(socket) > longestSocketPath) {
    throw new Error(
      `${socket} is too long for a unix socket (${longestSocketPath} bytes): set CELLBLOCK_STATE to a shorter path`,
    );
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const log = join(directory, 'redis.log');
  rmSync(log, { force: true });
  return { directory, socket, log };
}

/** The command line of our Redis. What it has answered is in its append-only file, and nothing is evicted. */
export function redisCommand({ directory, socket, log }) {
  const settings = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: directory,
    logfile: log,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return ['redis-server', join(checkout, 'packages/queue/redis.conf'), ...words];
}

/**
 * Syncs what Redis has written to its append-only file, once a second where it has grown and until `signal` aborts, so
 * that a machine that stops costs about a second. `say(text)` is told of what fails. Resolves when it has ended.
 */
export async function keepSynced({ directory }, { signal, say }) {
  const synced = new Map();
  const pause = () => sleep(syncIntervalMs, undefined, { signal, ref: false }).catch(() => {});
  for (await pause(); !signal.aborted; await pause())
    await syncGrown(directory, synced).catch(({ message }) => say(`Redis' data is not synced: ${message}`));
}

/** Syncs the append-only files that have another size than `synced` (a Map of path to bytes) says; gives their paths. */
export async function syncGrown(directory, synced) {
  const paths = (await readdir(directory, { recursive: true }))
    .filter((name) => name.endsWith('.aof'))
    .map((name) => join(directory, name));
  const grown = [];
  for (const path of paths) if (await syncIfGrown(path, synced)) grown.push(path);
  return grown;
}

async function syncIfGrown(path, synced) {
  // Redis may have put another one in its place since.
  const file = await open(path, 'r').catch(nullWhereMissing);
  if (file === null) return false;
  try {
    const { size } = await file.stat();
    if (synced.get(path) === size) return false;
    await file.datasync();
    synced.set(path, size);
    return true;
  } finally {
    await file.close();
  }
}

/** Resolves when Redis answers PING with PONG, that is, has also read its data back; rejects when `signal` aborts. */
export async function waitForRedis(socket, signal) {
  while (!(await ping(socket))) await sleep(pingIntervalMs, undefined, { signal });
}

/** The last lines of Redis' log, for a person who wonders why it didn't start. */
export function redisLogTail({ log }) {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
  } catch {
    return '';
  }
}

function ping(socket) {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    const finish = (answer) => {
      connection.destroy();
      resolve(answer);
    };
    connection.setTimeout(pingTimeoutMs, () => finish(false));
    connection.once('connect', () => connection.write('PING\r\n'));
    connection.once('data', (data) => finish(data.toString().startsWith('+PONG')));
    connection.once('error', () => finish(false));
    connection.once('close', () => finish(false));
  });
}

const nullWhereMissing = (error) => {
  if (error.code === 'ENOENT') return null;
  throw error;
};
