// What went wrong underneath, told once rather than at every attempt to reconnect.

import { storageError } from './lack.js';

const repeatMs = 60_000;
type Listener = (error: Error) => void;
/** When each listener was told what, as several parts of a process meet the same trouble. */
const tellings = new WeakMap<Listener, Map<string, number>>();

/**
 * Passes errors on to `listener`, but the same message at most once a minute. That Redis takes nothing new is the same
 * whatever was refused, and is told with the remedy.
 */
export function onceAMinute(listener: Listener): Listener {
  const told = tellings.get(listener) ?? new Map<string, number>();
  tellings.set(listener, told);
  return (error) => {
    const lack = storageError(error)?.cause;
    const trouble = lack instanceof Error ? lack : error;
    const now = Date.now();
    for (const [message, at] of told) if (now - at >= repeatMs) told.delete(message);
    if (told.has(trouble.message)) return;
    told.set(trouble.message, now);
    listener(trouble);
  };
}
