// Which of its two forms a client wants an answer in.

export type Form = 'json' | 'plain';

const mediaTypes: Record<Form, string> = { json: 'application/json', plain: 'text/plain' };

/**
 * The form that an Accept header prefers. Where it has no preference, or wants something we don't have, it is
 * `natural`, the form that goes with the request.
 */
export function preferredForm(accept: string | undefined, natural: Form): Form {
  if (accept === undefined) return natural;
  const ranges = accept.split(',').map(rangeOf);
  const other = natural === 'json' ? 'plain' : 'json';
  return weightOf(mediaTypes[other], ranges) > weightOf(mediaTypes[natural], ranges) ? other : natural;
}

type Range = { type: string; weight: number };

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const weight = quality === undefined ? 1 : Number(quality);
  return { type, weight: weight >= 0 && weight <= 1 ? weight : 0 };
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
