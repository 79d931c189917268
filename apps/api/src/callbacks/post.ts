// One call to an address that a stranger chose: the name is looked up once, the address checked, and the connection
// made to that very address; no redirect is followed, and little of the answer is read.

import { lookup as lookUp } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublic, literalAddress } from './addresses.js';

export type Posting = { method?: 'POST' | 'PUT'; url: URL; headers: Record<string, string>; body: string };

export type PostOptions = {
  /** Whether addresses that are not public are reached too. */
  isPrivateAllowed: boolean;
  timeoutMs?: number;
  /** Every address of a name. */
  resolve?: (name: string) => Promise<{ address: string; family: number }[]>;
};

const defaultTimeoutMs = 10_000;
const resolveAll = (name: string) => lookUp(name, { all: true });

/** Sends it; rejects unless it is answered with 2xx in time. The error names no address and none of the answer. */
export async function post(posting: Posting, options: PostOptions): Promise<void> {
  const statusCode = await send(posting, options);
  if (statusCode < 200 || statusCode > 299) throw new Error(`answered with ${statusCode}`);
}

/** Sends it, and resolves to the status that it is answered with; rejects without an answer in time. */
export async function send(
  { method = 'POST', url, headers, body }: Posting,
  options: PostOptions,
): Promise<number> {
  const { isPrivateAllowed, timeoutMs = defaultTimeoutMs, resolve = resolveAll } = options;
  const isAllowed = (address: string) => isPrivateAllowed || isPublic(address);
  const signal = AbortSignal.timeout(timeoutMs);
  const tooLate = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  const target = await Promise.race([targetOf(url, resolve, isAllowed), tooLate]);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  // Of a URL with an address no look-up is made, so the address is checked above, and this pins what a name means.
  const lookup: LookupFunction = (_name, lookupOptions, found) => {
    if (lookupOptions.all === true) found(null, [target]);
    else found(null, target.address, target.family);
  };
  const response = await new Promise<IncomingMessage>((answered, failed) => {
    const length = Buffer.byteLength(body);
    const sent = request(url, {
      method,
      headers: { ...headers, 'content-length': length, connection: 'close' },
      agent: false,
      lookup,
      signal,
      maxHeaderSize: 16 * 1024,
    });
    sent.once('response', answered).once('error', failed);
    sent.end(body);
  });
  response.on('error', () => {});
  response.destroy();
  return response.statusCode ?? 0;
}

async function targetOf(
  url: URL,
  resolve: NonNullable<PostOptions['resolve']>,
  isAllowed: (address: string) => boolean,
): Promise<{ address: string; family: number }> {
  const literal = literalAddress(url);
  const addresses =
    literal === null
      ? await resolve(url.hostname)
      : [{ address: literal, family: literal.includes(':') ? 6 : 4 }];
  const target = addresses.find(({ address }) => isAllowed(address));
  if (target === undefined) throw new Error('the address is not public');
  return target;
}
