// Which of the forms that there are a client wants an answer in.

import type { FastifyReply } from 'fastify';

export type Form = 'json' | 'plain' | 'raw' | 'events' | 'junit' | 'csv' | 'ndjson' | 'html';

/** Of a program's output: one of its streams, or both in order of arrival. */
export type RawStream = 'stdout' | 'stderr' | 'both';

const mediaTypes: Record<Form, string> = {
  json: 'application/json',
  plain: 'text/plain',
  raw: 'application/octet-stream',
  events: 'text/event-stream',
  junit: 'application/xml',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  html: 'text/html',
};

/**
 * The form that an Accept header prefers among `natural`, which goes with the request, and `others`. Where it has no
 * preference, or wants something we don't have, it is `natural`.
 */
export function preferredForm<Offered extends Form>(
  accept: string | undefined,
  natural: Offered,
  others: readonly Offered[],
): Offered {
  if (accept === undefined) return natural;
  const ranges = rangesOf(accept);
  const weights = [natural, ...others].map((form) => [form, weightOf(mediaTypes[form], ranges)] as const);
  return weights.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

/** Tells caches that the answer depends on Accept too, besides what it is said to depend on already. */
export function varyByAccept(reply: FastifyReply): FastifyReply {
  const others = reply.getHeader('vary');
  return reply.header('vary', others === undefined ? 'accept' : `${others}, accept`);
}

/** Which stream a client wants that accepts raw bytes: `application/octet-stream; stream=stderr`, default stdout. */
export function streamWanted(accept: string | undefined): RawStream {
  const range = rangesOf(accept ?? '').find(({ type }) => type === mediaTypes.raw);
  const stream = range?.parameters.get('stream');
  return stream === 'stderr' || stream === 'both' ? stream : 'stdout';
}

type Range = { type: string; weight: number; parameters: Map<string, string> };

const rangesOf = (accept: string): Range[] => accept.split(',').map(rangeOf);

function rangeOf(text: string): Range {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameters = new Map(
    rest.map((part) => {
      const [name = '', value = ''] = part.split('=', 2);
      return [name, value] as const;
    }),
  );
  const quality = parameters.get('q');
  const weight = quality === undefined ? 1 : Number(quality);
  return { type, weight: weight >= 0 && weight <= 1 ? weight : 0, parameters };
}

// The most specific range that covers the type decides (RFC 9110, 12.5.1).
function weightOf(mediaType: string, ranges: Range[]): number {
  const covering = [mediaType, `${mediaType.split('/')[0]}/*`, '*/*'];
  for (const type of covering) {
    const range = ranges.find((each) => each.type === type);
    if (range !== undefined) return range.weight;
  }
  return 0;
}
