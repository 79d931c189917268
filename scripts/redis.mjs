// Our own Redis: on a unix socket in the state directory, with no port, and its data on disk.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const longestSocketPath = 107;
const pingIntervalMs = 25;
const pingTimeoutMs = 1_000;

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

/** The command line of our Redis. Every accepted job is in the append-only file, and none is evicted. */
export function redisCommand({ directory, socket, log }) {
  const settings = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    'protected-mode': 'yes',
    dir: directory,
    appendonly: 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    logfile: log,
  };
  return ['redis-server', ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])];
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
