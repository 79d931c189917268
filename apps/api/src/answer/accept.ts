// Which of the forms that there are a client wants an answer in.

import type { FastifyReply } from 'fastify';

export type Form = 'json' | 'plain' | 'raw' | 'events' | 'junit' | 'csv' | 'ndjson' | 'html';

/** Of a program's output: one of its streams, or both in order of arrival. */
export type RawStream = 'stdout' | 'stderr' | 'both';

/** The types of each form, the usual one first. */
const mediaTypes: Record<Form, readonly string[]> = {
  json: ['application/json'],
  plain: ['text/plain'],
  raw: ['application/octet-stream'],
  events: ['text/event-stream'],
  // Two names of one type (RFC 7303, 9.2).
  junit: ['application/xml', 'text/xml'],
  csv: ['text/csv'],
  ndjson: ['application/x-ndjson'],
  html: ['text/html'],
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
  const weights = [natural, ...others].map((form) => [form, preferredType(form, ranges).weight] as const);
  return weights.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

/** The media type to send this form as: of its types the one that an Accept header prefers, else the usual one. */
export const mediaTypeOf = (form: Form, accept: string | undefined): string =>
  preferredType(form, rangesOf(accept ?? '')).type;

/** Tells caches that the answer depends on Accept too, besides what it is said to depend on already. */
export function varyByAccept(reply: FastifyReply): FastifyReply {
  const others = reply.getHeader('vary');
  return reply.header('vary', others === undefined ? 'accept' : `${others}, accept`);
}

/** Which stream a client wants that accepts raw bytes: `application/octet-stream; stream=stderr`, default stdout. */
export function streamWanted(accept: string | undefined): RawStream {
  const range = rangesOf(accept ?? '').find(({ type }) => mediaTypes.raw.includes(type));
  const stream = range?.parameters.get('stream');
  return stream === 'stderr' || stream === 'both' ? stream : 'stdout';
}

/** Whether an Accept-Encoding header names this coding and takes it. */
export const takesCoding = (accept: string | undefined, coding: string): boolean =>
  rangesOf(accept ?? '').some(({ type, weight }) => type === coding && weight > 0);

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

// Wildcards stand for the usual type alone; another one has to be named.
function preferredType(form: Form, ranges: Range[]): { type: string; weight: number } {
  const named = (type: string) => ranges.find((range) => range.type === type)?.weight ?? 0;
  return mediaTypes[form]
    .map((type, index) => ({ type, weight: index === 0 ? weightOf(type, ranges) : named(type) }))
    .reduce((best, each) => (each.weight > best.weight ? each : best));
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
