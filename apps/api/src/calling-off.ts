// Calling a job off when whoever it is run for has gone.

import type { Door } from '@cellblock/queue';
import type { FastifyBaseLogger } from 'fastify';

type Watched = { door: Door; id: string; signal: AbortSignal; log: FastifyBaseLogger };

/**
 * Calls the job off once `signal` aborts, at once where it has; the log has `message` where that made a difference.
 * Returns what has it stay.
 */
export function callOffOnAbort({ door, id, signal, log }: Watched, message: string): () => void {
  const callOff = () => {
    door.cancel(id).then(
      (isCalledOff) => isCalledOff && log.info({ id }, message),
      (err: unknown) => log.warn({ id, err }, 'not called off'),
    );
  };
  if (signal.aborted) callOff();
  else signal.addEventListener('abort', callOff, { once: true });
  return () => signal.removeEventListener('abort', callOff);
}
