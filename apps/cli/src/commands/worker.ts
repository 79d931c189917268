// cellblock worker: a worker alone, for a queue that is elsewhere.

import { runService } from '../checkout.js';
import { defineCommand } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { UsageError } from '../terminal.js';

export const worker = defineCommand({
  name: 'worker',
  about: 'run a worker alone, on the Redis that REDIS_URL names',
  usage: [{ line: 'worker' }],
  operands: 'none',
  details: ['All the set-up that is left is done first. Ctrl-C ends it when the jobs that it has are done.'],
  options: {},
  examples: [{ line: 'REDIS_URL=redis://queue:6379 cellblock worker', about: 'one more worker for a queue' }],
  run: async ({ operands, rest }) => {
    const extra = [...operands, ...rest][0];
    if (extra !== undefined) throw new UsageError(`${extra} is one argument too many`);
    await runService({ worker: true, api: false });
    return exitStatus.ok;
  },
});
