// The one way to log: JSON lines on standard output, with whatever could hold a program's text or a secret left out.

import { type DestinationStream, type Logger, pino } from 'pino';
import type { Environment } from './environment.js';

// What a submission or its outcome holds, and what authenticates somebody. A net below the rule that none of it
// is handed to the logger in the first place.
const hidden = [
  'source',
  'files',
  'stdin',
  'args',
  'inputs',
  'stdout',
  'stderr',
  'output',
  'outputs',
  'chunks',
  'submission',
  'body',
  'authorization',
  'cookie',
  'password',
  'redisUrl',
];

/** A logger whose lines carry `name`; they go to standard output, or to `destination` where that is given. */
export function createLogger(
  name: string,
  { logLevel }: Pick<Environment, 'logLevel'>,
  destination?: DestinationStream,
): Logger {
  const options = {
    name,
    level: logLevel,
    redact: { paths: hidden.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
