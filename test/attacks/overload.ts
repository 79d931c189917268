// Whether figures of time mean anything.

import { availableParallelism, loadavg } from 'node:os';

/** Whether so much waits for a processor that how long something takes says nothing of us. */
export const isOverloaded = () => (loadavg()[0] ?? 0) > 2 * availableParallelism();
