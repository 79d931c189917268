// Waits until the API says that the service is ready.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const intervalMs = 100;
const requestTimeoutMs = 2_000;
const impatienceMs = 15_000;

/** The address that a person on this machine reaches the API at. */
export function serviceUrl(host, port) {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * Resolves when GET <url>/health answers 200, or anything at all with `anyAnswer`; rejects when `signal` aborts. After
 * 15 s without it, `say` is told once what the API answered last.
 */
export async function waitForHealth(url, { signal, say, anyAnswer = false }) {
  const started = performance.now();
  let complained = false;
  for (;;) {
    const answer = await ask(`${url}/health`);
    if (answer.status === 200 || (anyAnswer && answer.status !== null)) return;
    if (!complained && performance.now() - started > impatienceMs) {
      complained = true;
      say(`still waiting until ${url}/health says ready; it said last: ${answer.text}`);
    }
    await sleep(intervalMs, undefined, { signal });
  }
}

/** A port that is free now. */
export const freePort = (host) => tryPort(host, 0);

/** Rejects, saying why, where nothing could listen on this port of `host`. */
export async function requirePort(host, port) {
  try {
    await tryPort(host, port);
  } catch (cause) {
    const why = reasons[cause.code] ?? cause.message;
    throw new Error(`the API can't listen on port ${port} of ${host}: ${why}`, { cause });
  }
}

const reasons = {
  EADDRINUSE: 'something else does already',
  EADDRNOTAVAIL: 'that is no address of this machine',
  EACCES: 'ports below 1024 are for root',
  ENOTFOUND: 'nobody knows that name',
};

async function tryPort(host, wanted) {
  const server = createServer().listen(wanted, host);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function ask(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(requestTimeoutMs) });
    return { status: response.status, text: `${response.status} ${await response.text()}` };
  } catch (error) {
    return { status: null, text: error.cause?.message ?? error.message };
  }
}
