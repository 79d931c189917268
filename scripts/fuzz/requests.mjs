// The target in TypeScript: the API's request parser, with V8's block coverage.

import { join } from 'node:path';
import { checkout } from '../paths.mjs';

/** How to run it; see nativeTarget. */
export function requestsTarget({ seconds, corpus, crashes, seed }) {
  const script = join(checkout, 'apps/api/dist/fuzzing/run.js');
  const options = ['--seconds', String(seconds), '--corpus', corpus, '--crashes', crashes];
  if (seed !== undefined) options.push('--seed', String(seed));
  return { argv: [process.execPath, '--expose-gc', script, ...options], read: progressOf };
}

function progressOf(line) {
  if (!line.startsWith('{')) return null;
  const { executions, corpus, found, covered, total } = JSON.parse(line);
  return { executions, corpus, found, coverage: `${covered} of ${total} functions` };
}
