// A worker process for tests: says which job it took, then never finishes it.

import { openBench } from './bench.js';
import { statusOf } from './bench-for-tests.js';

const [redisUrl = '', prefix = ''] = process.argv.slice(2);

process.once('disconnect', () => process.exit());
await openBench({
  redisUrl,
  prefix,
  concurrency: 1,
  status: () => statusOf(`worker-${process.pid}`),
  evaluate: async ({ id }, _signal, emit) => {
    emit?.({ type: 'running' });
    emit?.({ type: 'stdout', bytes: Buffer.from('from the first') });
    process.send?.(id);
    return new Promise(() => {});
  },
});
