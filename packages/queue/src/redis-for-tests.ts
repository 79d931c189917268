// A redis-server of a test's own: on a unix socket in a temporary directory, append-only, killed at the end.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

const conf = fileURLToPath(new URL('../redis.conf', import.meta.url));

// A test that failed may leave something open, which would keep its process for ever.
const lingerMs = 10_000;
after(() => {
  setTimeout(() => process.exit(1), lingerMs).unref();
});

export type RedisForTests = {
  url: string;
  /** A plain connection, for looking at what the code under test leaves behind. */
  client: Redis;
  /** Stops answering, as a hung server would, until `resume`. */
  pause(): void;
  resume(): void;
  /** Makes each sync to disk take `ms` longer, for as long as this server lives. */
  slowDisk(ms: number): Promise<void>;
  /** Kills the server as a crash would; what was answered is in its file. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  close(): Promise<void>;
};

/** Starts a redis-server; resolves once it answers. */
export async function startRedis(): Promise<RedisForTests> {
  const directory = await mkdtemp(join(tmpdir(), 'cellblock-redis-'));
  const path = join(directory, 'redis.sock');
  let server = await run(directory, path);
  const client = new Redis({ path, maxRetriesPerRequest: null, retryStrategy: () => 20 });
  client.on('error', () => {});
  const kill = async () => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  return {
    url: `unix://${path}`,
    client,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    slowDisk: (ms) => slowDown(server, ms),
    kill,
    start: async () => {
      server = await run(directory, path);
    },
    close: async () => {
      client.disconnect();
      if (server.exitCode === null && server.signalCode === null) await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

// strace stands before every sync of the server's, and ends with it.
async function slowDown({ pid }: ChildProcess, ms: number): Promise<void> {
  const syncs = 'fsync,fdatasync,sync_file_range';
  const inject = `${syncs}:delay_enter=${ms}ms`;
  const argv = ['--follow-forks', `--attach=${pid}`, `--trace=${syncs}`, `--inject=${inject}`];
  const strace = spawn('strace', argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    strace.once('error', reject);
    strace.once('exit', () => reject(new Error('strace ended before it was attached')));
    strace.stderr.on('data', (text) => String(text).includes('attached') && resolve());
  });
}

async function run(directory: string, path: string): Promise<ChildProcess> {
  const settings = ['--port', '0', '--unixsocket', path, '--dir', directory];
  // It ends with the test's process, however that ends.
  const argv = ['--pdeathsig', 'KILL', '--', 'redis-server', conf, ...settings];
  const server = spawn('setpriv', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve) => {
    server.stdout.on('data', (line) => String(line).includes('eady to accept') && resolve());
  });
  return server;
}
