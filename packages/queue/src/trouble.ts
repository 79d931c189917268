// What went wrong underneath, told once rather than at every attempt to reconnect.

const repeatMs = 60_000;

/** Passes errors on to `listener`, but the same message at most once a minute. */
export function onceAMinute(listener: (error: Error) => void): (error: Error) => void {
  const told = new Map<string, number>();
  return (error) => {
    const now = Date.now();
    for (const [message, at] of told) if (now - at >= repeatMs) told.delete(message);
    if (told.has(error.message)) return;
    told.set(error.message, now);
    listener(error);
  };
}
