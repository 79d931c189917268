// Several commands sent as one, again where a lost connection cut them in two.

import { setTimeout as delay } from 'node:timers/promises';
import type { ChainableCommander } from 'ioredis';

const attempts = 5;
const pauseMs = 200;

/**
 * The replies to a pipeline. One that a lost connection cut in two is refused, so it is built and sent again; one that
 * went out without any reply is sent again by ioredis itself. So its commands must bear being sent twice. Rejects with
 * what Redis refused.
 */
export async function replies(build: () => ChainableCommander): Promise<unknown[]> {
  for (let attempt = 1; ; attempt++) {
    const results = (await build().exec()) ?? [];
    const error = results.find(([failure]) => failure !== null)?.[0];
    if (error === undefined || error === null) return results.map(([, reply]) => reply);
    if (attempt === attempts) throw error;
    await delay(pauseMs);
  }
}
