// Memory given back at rest. V8 keeps what it grew to under load until it collects again, which it may not do before
// much more is allocated: a process with nothing to do would hold some 40 MB for nothing.

import { Session } from 'node:inspector/promises';
import { performance } from 'node:perf_hooks';

type Options = { everyMs?: number };

// Of the event loop's time; what comes in at rest, Redis and timers of our own, takes a tenth of that.
const mostAtRest = 0.01;

/**
 * Collects garbage, and gives the memory back, once after each time that the process had something to do: when it was
 * at rest for `everyMs` (default 10 s), or up to twice that. Collecting holds it up for 50 to 200 ms. Doesn't keep the
 * process alive.
 */
export function collectAtRest({ everyMs = 10_000 }: Options = {}): void {
  let before = performance.eventLoopUtilization();
  let isCollected = false;
  const look = async () => {
    const { utilization } = performance.eventLoopUtilization(before);
    before = performance.eventLoopUtilization();
    if (utilization > mostAtRest) isCollected = false;
    else if (!isCollected) {
      await collect();
      isCollected = true;
      before = performance.eventLoopUtilization(); // this was nothing to do
    }
  };
  setInterval(look, everyMs).unref();
}

// The inspector's way needs no flag of V8's, and empties the young generation, which `gc()` doesn't.
async function collect(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
