// Makes an input of another: its requests part by part, and what is sent as bytes.

import { fragments, headerNames, headerValues, methods, targets } from './dictionary.js';
import { doors, type Input, type Request, roads } from './input.js';
import { freshValue, mutatedValue, oddlySpelt } from './mutate-json.js';
import type { Random } from './random.js';

const mostRequests = 6;
const mostBytes = 64 * 1024;

/** A child of `input` by one to eight changes; `other` lends it parts. */
export function mutated(input: Input, other: Input, random: Random): Input {
  let child = input;
  for (let changes = 1 + random.size(7); changes > 0; changes--) child = changed(child, other, random);
  const isSmall = child.requests.reduce((sum, { body }) => sum + body.length, 0) <= mostBytes;
  return isSmall ? child : input;
}

function changed(input: Input, other: Input, random: Random): Input {
  switch (random.below(12)) {
    case 0:
      return { ...input, road: random.pick(roads) };
    case 1:
      return { ...input, door: random.pick(doors) };
    case 2:
      return { ...input, cuts: random.once(3) ? [] : [...input.cuts, random.below(400)].slice(-8) };
    case 3:
      return { ...input, edits: random.once(3) ? [] : [...input.edits, edit(random)].slice(-8) };
    case 4:
      return { ...input, requests: otherRequests(input.requests, other.requests, random) };
    default:
      return withRequest(input, (request) => changedRequest(request, other, random), random);
  }
}

const edit = (random: Random) => ({
  at: random.below(random.once(2) ? 200 : 5000),
  drop: random.once(2) ? 0 : random.size(20),
  put: random.once(2)
    ? String.fromCharCode(random.below(256)).repeat(random.size(300))
    : random.pick(fragments),
});

function otherRequests(own: readonly Request[], others: readonly Request[], random: Random): Request[] {
  const taken = [...own, ...others].filter(() => !random.once(3)).slice(0, mostRequests);
  const [first] = own;
  return taken.length === 0 && first !== undefined ? [first] : taken;
}

function withRequest(input: Input, change: (request: Request) => Request, random: Random): Input {
  const at = random.below(input.requests.length);
  const request = input.requests[at];
  return request === undefined ? input : { ...input, requests: input.requests.with(at, change(request)) };
}

function changedRequest(request: Request, other: Input, random: Random): Request {
  switch (random.below(9)) {
    case 0:
      return { ...request, method: random.pick(methods) };
    case 1:
      return { ...request, target: changedTarget(request.target, random) };
    case 2:
    case 3:
      return { ...request, headers: changedHeaders(request.headers, random) };
    case 4:
      return { ...request, body: spliced(request.body, other.requests[0]?.body ?? '', random) };
    case 5:
      return { ...request, body: oddlySpelt(request.body, random) };
    default:
      return { ...request, body: changedBody(request.body, random) };
  }
}

function changedTarget(target: string, random: Random): string {
  if (random.once(3)) return random.pick(targets);
  const names = ['std', 'optimize', 'compiler', 'profile', 'args', 'x', '__proto__', ''] as const;
  const fresh = freshValue(random);
  const value = typeof fresh === 'string' ? fresh : JSON.stringify(fresh);
  const parameter = `${random.pick(names)}=${random.once(4) ? value.slice(0, 200) : escapedOr(value)}`;
  const text = `${target}${target.includes('?') ? '&' : '?'}${parameter}`;
  return text.replace(/[^\x21-\xff]/g, '+').slice(0, 3000);
}

function escapedOr(value: string): string {
  return encodeURIComponent(Buffer.from(value.slice(0, 200)).toString());
}

function changedHeaders(headers: Request['headers'], random: Random): Request['headers'] {
  const at = random.below(headers.length + 1);
  const value = random.once(12) ? 'a'.repeat(random.size(20_000)) : random.pick(headerValues);
  switch (random.below(4)) {
    case 0:
      return headers.toSpliced(at, 1);
    case 1:
      return headers.toSpliced(at, 0, [random.pick(headerNames), value]);
    case 2:
      return headers.toSpliced(at, 1, [headers[at]?.[0] ?? 'host', value]);
    default:
      return headers.toSpliced(at, 0, headers[random.below(headers.length)] ?? ['host', 'y']);
  }
}

function spliced(body: string, other: string, random: Random): string {
  return body.slice(0, random.below(body.length + 1)) + other.slice(random.below(other.length + 1));
}

// As a value where it is JSON, and as bytes where it is not or now and then.
function changedBody(body: string, random: Random): string {
  try {
    if (random.once(6)) throw new Error('as bytes');
    const value: unknown = JSON.parse(Buffer.from(body, 'latin1').toString());
    return Buffer.from(JSON.stringify(mutatedValue(value, random)) ?? 'null').toString('latin1');
  } catch {
    const { at, drop, put } = edit(random);
    const place = at % (body.length + 1);
    return body.slice(0, place) + put + body.slice(place + drop);
  }
}
