// Headers that a route has of its own, as OpenAPI describes them.

import type { About } from './about.js';
import type { Json } from './schemas.js';

/** What the headers of an outcome say that comes as text or bytes; each is left out where there is nothing to say. */
export const outcomeHeaders: Record<string, string> = {
  'cellblock-id': 'The id of the job.',
  'cellblock-verdict': 'The verdict, as in a Result.',
  'cellblock-message': 'One line for a person.',
  'cellblock-exit-code': 'The status that the program ended with.',
  'cellblock-signal': 'The signal that ended it.',
  'cellblock-allowed-in': 'The profiles in which the system call that ended it is allowed.',
  'cellblock-cpu-ms': 'CPU time in milliseconds: of the run, or of compiling where nothing ran.',
  'cellblock-memory-bytes': 'The most memory that it had, in bytes.',
  'cellblock-truncated': 'What was cut at its limit, of diagnostics, stdout and stderr; or none.',
  'cellblock-stdout-bytes': 'With application/octet-stream: how many bytes of stdout there are.',
  'cellblock-stderr-bytes': 'With application/octet-stream: how many bytes of stderr there are.',
};

/** The parameters for the headers that a route reads. */
export const headerParameters = ({ reads = {} }: About): Json[] =>
  Object.entries(reads).map(([name, description]) => ({
    ...{ name, in: 'header', required: false, description, schema: { type: 'string' } },
  }));

/** The headers of a route's own answers. */
export const answerHeaders = ({ tells = {} }: About): { headers?: Json } =>
  Object.keys(tells).length === 0
    ? {}
    : {
        headers: Object.fromEntries(
          Object.entries(tells).map(([name, description]) => [
            name,
            { description, schema: { type: 'string' } },
          ]),
        ),
      };
