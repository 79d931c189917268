// Finds out when it is time to stop: by a signal, by the end of npm, or because something can't go on.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parentIntervalMs = 1_000;

/**
 * Returns { signal, because, onSecond }. `signal` is aborted by the first of SIGINT, SIGTERM and SIGHUP, when the npm
 * that runs us is gone, or by because(error), which is then its reason; onSecond(listener) is for a second signal.
 */
export function listenForStop() {
  const controller = new AbortController();
  const listeners = [];
  for (const name of signals) {
    process.on(name, () => {
      if (controller.signal.aborted) for (const listener of listeners) listener();
      controller.abort(null);
    });
  }
  watchNpm(() => controller.abort(null));
  return {
    signal: controller.signal,
    because: (error) => controller.abort(error),
    onSecond: (listener) => listeners.push(listener),
  };
}

/** Resolves when an AbortSignal is aborted. */
export function aborted(signal) {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

// npm passes signals on, but not that it was killed; then we have another parent.
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, parentIntervalMs);
  watch.unref();
}
