// How the queue stands, as of a moment ago at most: so requests that ask which compilers there are cost no round trip each.

import type { Door, QueueStatus } from '@cellblock/queue';

const freshMs = 1000;
const known = new WeakMap<Door, { at: number; status: Promise<QueueStatus> }>();

/** As the door's status, of this second. What says that nobody is there is not remembered. */
export function recentStatus(door: Door): Promise<QueueStatus> {
  const last = known.get(door);
  if (last !== undefined && performance.now() - last.at < freshMs) return last.status;
  const status = door.status();
  known.set(door, { at: performance.now(), status });
  const forget = () => known.delete(door);
  status.then(({ workers }) => (workers.length === 0 ? forget() : undefined), forget);
  return status;
}
