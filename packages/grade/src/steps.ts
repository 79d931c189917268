// Long work in steps, so that whoever does it can see to something else in between: comparing 16 MiB of numbers takes
// most of a second.

/** Work that yields every few microseconds to milliseconds, and returns its result. */
export type Steps<Value> = Generator<undefined, Value>;

const sliceMs = 8;

/** Does the work, and lets the event loop turn after every 8 ms of it. Rejects with the signal's reason once that fired. */
export async function inSlices<Value>(steps: Steps<Value>, signal: AbortSignal): Promise<Value> {
  for (;;) {
    signal.throwIfAborted();
    const began = performance.now();
    while (performance.now() - began < sliceMs) {
      const step = steps.next();
      if (step.done) return step.value;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
