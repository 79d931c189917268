// The whole service for the time of a benchmark, in a state directory of its own: Redis, a worker and the API. It
// shares the checkout's rootfs, and dies with this process, however that ends.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, serviceUrl, waitForHealth } from '../health.mjs';
import { checkout, stateDirectory } from '../paths.mjs';
import { redisCommand, redisPlace, waitForRedis } from '../redis.mjs';

const host = '127.0.0.1';
const readyMs = 60_000;
const graceMs = 15_000;

/** Starts the service; resolves to { url, pids, stop } once it is ready. The caller's CELLBLOCK_* settings hold. */
export async function startService() {
  const state = mkdtempSync(join(tmpdir(), 'cellblock-bench-'));
  const parts = [];
  const stop = async () => {
    for (const part of parts.reverse()) await end(part);
    rmSync(state, { recursive: true, force: true });
  };
  try {
    symlinkSync(realpathSync(join(stateDirectory(), 'rootfs')), join(state, 'rootfs'));
    const port = await freePort(host);
    const env = environmentOf(state, port);
    const signal = AbortSignal.timeout(readyMs);
    const place = redisPlace(state);
    parts.push(startPart(redisCommand(place), env));
    await waitForRedis(place.socket, signal);
    for (const app of ['worker', 'api'])
      parts.push(startPart([process.execPath, join(checkout, 'apps', app, 'dist/main.js')], env));
    const url = serviceUrl(host, port);
    await waitForHealth(url, { signal, say: () => {} });
    return { url, pids: parts.map(({ pid }) => pid), stop };
  } catch (cause) {
    await stop();
    throw new Error(`the service did not start: ${cause.message}`, { cause });
  }
}

function environmentOf(state, port) {
  const { REDIS_URL, CELLBLOCK_QUEUE_PREFIX, ...env } = process.env;
  const own = { CELLBLOCK_STATE: state, CELLBLOCK_HOST: host, CELLBLOCK_PORT: String(port) };
  return { CELLBLOCK_LOG_LEVEL: 'warn', ...env, ...own };
}

function startPart(argv, env) {
  const dyingWithUs = ['--pdeathsig', 'KILL'];
  return spawn('setpriv', [...dyingWithUs, ...argv], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function end(part) {
  if (part.exitCode !== null || part.signalCode !== null) return;
  const ended = once(part, 'exit');
  part.kill('SIGTERM');
  const insist = setTimeout(() => part.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(insist);
}
