// Routes of other services, so that their clients can be pointed here: one folder each, translations and nothing else.
//
// Each has a scope of its own, with its own form of errors; its routes are not in our OpenAPI document: their contracts
// are those of the services, and docs/compatibility.md says where we differ.

import type { Door, Shelf } from '@cellblock/queue';
import type { AdapterName } from '@cellblock/runtime';
import type { App } from '../server.js';
import type { Places } from '../session/sockets.js';
import { addJobe } from './jobe/jobe.js';
import { addJudge0 } from './judge0/judge0.js';
import { addPiston } from './piston/piston.js';

export type AdapterOptions = {
  door: Door;
  /** Files that clients put here to name them in a later request. */
  shelf: Shelf;
  /** Whether callbacks may go to addresses that are not public. */
  isPrivateAllowed: boolean;
  /** Jobs that may wait before further ones are refused. */
  queueLimit: number;
  /** Aborts when the API shuts down. */
  closing: AbortSignal;
  places: Places;
  corsOrigins: readonly string[];
  heartbeatMs: number;
  stalledMs: number;
};

type Adapter = (scope: App, options: AdapterOptions) => void | Promise<void>;

const adapters: Record<AdapterName, Adapter> = {
  jobe: addJobe,
  judge0: addJudge0,
  piston: addPiston,
};

/** Adds the routes of the services that are named. */
export async function addAdapters(
  app: App,
  names: readonly AdapterName[],
  options: AdapterOptions,
): Promise<void> {
  for (const name of names) {
    await app.register(async (scope: App) => adapters[name](scope, options));
  }
}
