// cellblock serve: what `npm start` runs.

import { runService } from '../checkout.js';
import { defineCommand } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { UsageError } from '../terminal.js';

export const serve = defineCommand({
  name: 'serve',
  about: 'run the service here: Redis, a worker and the API',
  usage: [{ line: 'serve [options]' }],
  operands: 'none',
  details: ['This is what npm start does: all the set-up that is left, then the service, until Ctrl-C.'],
  options: {
    port: {
      type: 'string',
      value: 'N',
      about: 'listen on this port (default: CELLBLOCK_PORT, else 8080; 0: any free one)',
    },
    'no-worker': { type: 'boolean', about: 'run no worker; there must be one elsewhere, on the same Redis' },
  },
  examples: [
    { line: 'cellblock serve', about: 'http://127.0.0.1:8080' },
    { line: 'REDIS_URL=redis://queue:6379 cellblock serve --no-worker', about: 'the API alone' },
  ],
  run: async ({ values, operands, rest }) => {
    const extra = [...operands, ...rest][0];
    if (extra !== undefined) throw new UsageError(`${extra} is one argument too many`);
    await runService({ port: values.port, worker: values['no-worker'] !== true, api: true });
    return exitStatus.ok;
  },
});
