// Commands that are sent again where they failed.

import { setTimeout as delay } from 'node:timers/promises';
import type { ChainableCommander } from 'ioredis';

const attempts = 5;
const pauseMs = 200;

/**
 * What `send` resolves to, sent again after a moment where it rejects. What it sends must bear being sent twice. Rejects
 * with what Redis refused.
 */
export async function insist<Result>(send: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    try {
      return await send();
    } catch {
      await delay(pauseMs);
    }
  }
  return send();
}

/**
 * The replies to a pipeline. One that a lost connection cut in two is refused, so it is built and sent again; one that
 * went out without any reply is sent again by ioredis itself. So its commands must bear being sent twice. Rejects with
 * what Redis refused.
 */
export const replies = (build: () => ChainableCommander): Promise<unknown[]> =>
  insist(async () => {
    const results = (await build().exec()) ?? [];
    const error = results.find(([failure]) => failure !== null)?.[0];
    if (error !== undefined && error !== null) throw error;
    return results.map(([, reply]) => reply);
  });
