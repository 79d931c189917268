// npm start: sets everything up, then runs Redis, a worker and the API until it is told to stop.

import { enter } from './command-line.mjs';
import { runService } from './run-service.mjs';

const help = `
Usage: npm start [-- options]

Does all the set-up there is left to do, then runs Redis, a worker and the API.

  --port N       listen on this port (default: CELLBLOCK_PORT, else 8080; 0: any free one)
  --no-worker    run no worker; there must be one elsewhere, on the same Redis
  --no-api       run no API
  --help         print this

Environment: CELLBLOCK_STATE (state directory, default .state in the checkout), REDIS_URL (use this Redis instead of
starting one), CELLBLOCK_HOST, and what README.md lists besides. Ctrl-C stops everything in order; twice, at once.
`;

const options = {
  port: { type: 'string' },
  'no-worker': { type: 'boolean' },
  'no-api': { type: 'boolean' },
};

await enter({ help, options }, ({ port, 'no-worker': noWorker, 'no-api': noApi }) =>
  runService({ port, worker: noWorker !== true, api: noApi !== true }),
);
