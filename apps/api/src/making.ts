// The id of what a request makes. A request that is sent again under its Idempotency-Key has the id that it had before, so
// what was made then is found, also where the answer died with the process that was to give it.

import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { uuidOf } from './uuid.js';

const ids = new WeakMap<FastifyRequest, string>();

/** Remembers the id for what a request makes; for the plugin `idempotency` alone. */
export function setMadeId(request: FastifyRequest, id: string): void {
  ids.set(request, id);
}

/** The id for what this request makes; null where it has no Idempotency-Key, so that nothing was made of it before. */
export const repeatableId = (request: FastifyRequest): string | null => ids.get(request) ?? null;

/** The id for the job that this request makes, its `nth` where it makes several, and whether that may be there already. */
export function idOfJob(request: FastifyRequest, nth = 0): { id: string; isRepeatable: boolean } {
  const id = repeatableId(request);
  if (id === null) return { id: randomUUID(), isRepeatable: false };
  return { id: nth === 0 ? id : uuidOf(`${id} ${nth}`), isRepeatable: true };
}
