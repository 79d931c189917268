// The service on this machine: sets everything up, then runs Redis, a worker and the API until it is told to stop.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, requirePort, serviceUrl, waitForHealth } from './health.mjs';
import { keepRunning } from './keep-running.mjs';
import { tryLock } from './lock.mjs';
import { checkout, stateDirectory } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { keepSynced, redisCommand, redisLogTail, redisPlace, waitForRedis } from './redis.mjs';
import { step } from './step.mjs';
import { aborted, listenForStop } from './told-to-stop.mjs';

// Longer than it gives to those that wait for an answer (apps/api/src/main.ts).
const apiStopMs = 135_000;

/**
 * Runs the service, with or without a `worker` and the `api`, and resolves when it has stopped: by a signal, or with an
 * error where it can't go on (its `isUsage` says that the caller's words were wrong). `port` is a text; without it
 * CELLBLOCK_PORT, else 8080.
 */
export async function runService({ port: wantedPort, worker, api }) {
  if (!worker && !api) throw wrongUse('--no-worker and --no-api together leave nothing to run');
  const state = stateDirectory();
  const host = process.env.CELLBLOCK_HOST || '127.0.0.1';
  const port = await (wantedPort === undefined
    ? chosenPort('CELLBLOCK_PORT', process.env.CELLBLOCK_PORT || '8080', host)
    : chosenPort('--port', wantedPort, host));
  const env = { ...process.env, CELLBLOCK_STATE: state, CELLBLOCK_PORT: String(port) };
  await prepare('start');
  await checkVariables(env);
  const lock = await lockState(state);
  // Whoever listens there might answer in our place when readiness is asked for.
  if (api) await requirePort(host, port);
  const stop = listenForStop();
  const children = [];
  stop.onSecond(() => {
    for (const child of children) child.kill();
  });
  const run = (program) => {
    const child = keepRunning({ env, say: console.log, giveUp: stop.because, ...program });
    children.push(child);
    return child;
  };
  try {
    await launch({ worker, api, state, lock, run, url: serviceUrl(host, port), signal: stop.signal });
    for (const child of children) child.settle();
    await aborted(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    // The API first, so that nothing new comes in, then the worker, then Redis.
    for (const child of children.reverse()) await child.stop();
  }
  if (stop.signal.reason !== null) throw stop.signal.reason;
}

async function launch({ worker, api, state, lock, run, url, signal }) {
  if (!process.env.REDIS_URL) await launchRedis({ state, lock, run, signal });
  if (worker) run(nodeProgram('worker'));
  if (!api) {
    console.log('Cellblock runs a worker here, and no API.');
    return;
  }
  run({ ...nodeProgram('api'), stopMs: apiStopMs });
  // Where the worker is elsewhere, it may not be there yet.
  const anyAnswer = !worker;
  await step('starting Cellblock', () => waitForHealth(url, { signal, say: console.log, anyAnswer }));
  console.log(
    anyAnswer ? `Cellblock's API is on ${url}, and no worker here.` : `Cellblock is ready on ${url}`,
  );
}

async function launchRedis({ state, lock, run, signal }) {
  const place = redisPlace(state);
  // Redis holds the lock too, so that nobody starts a second one on its data while it is still writing.
  run({ name: 'redis-server', argv: redisCommand(place), descriptors: [lock.fd] });
  keepSynced(place, { signal, say: console.log });
  try {
    await step('starting Redis', () => waitForRedis(place.socket, signal));
  } catch (error) {
    console.log(redisLogTail(place));
    throw error;
  }
}

function nodeProgram(name) {
  return { name: `the ${name}`, argv: [process.execPath, join(checkout, 'apps', name, 'dist/main.js')] };
}

// What a worker or an API would refuse is said once, and not at each of their starts. It is built by now.
async function checkVariables(env) {
  const { readEnvironment } = await import('../packages/runtime/dist/environment.js');
  try {
    readEnvironment(env);
  } catch (error) {
    throw wrongUse(error.message);
  }
}

async function lockState(state) {
  const path = join(state, 'lock');
  const lock = await tryLock(path);
  if (lock === null) {
    throw new Error(
      `Cellblock is already running on the state directory ${state} (process ${readFileSync(path, 'utf8').trim()}): ` +
        'stop it first, or set CELLBLOCK_STATE to another directory',
    );
  }
  writeFileSync(path, `${process.pid}\n`);
  return lock;
}

const wrongUse = (message) => Object.assign(new Error(message), { isUsage: true });

async function chosenPort(name, text, host) {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw wrongUse(`${name} ${text}: must be a number from 0 to 65535`);
  return port === 0 ? freePort(host) : port;
}
