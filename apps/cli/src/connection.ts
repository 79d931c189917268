// The service that commands talk to.

import { type CellblockError, type ClientOptions, createClient, type SessionSocket } from '@cellblock/client';
import { readEnvironment } from '@cellblock/runtime';
import { WebSocket } from 'ws';
import type { OptionTable } from './command.js';
import { printable } from './printable.js';
import { type Terminal, UsageError } from './terminal.js';

/** The options of every command that talks to the service. */
export const connectionOptions = {
  url: { type: 'string', value: 'URL', about: 'the service (default: CELLBLOCK_URL, else this machine)' },
} as const satisfies OptionTable;

const retry = { retries: 2, longestWaitMs: 10_000 };

/** A client of the service that the options and the environment name, with the key that is in CELLBLOCK_KEY. */
export function clientFor(values: { url?: string | undefined }, terminal: Terminal) {
  return createClient(connectionOf(values, terminal));
}

/** Where the service is, and with which key. */
export function connectionOf({ url }: { url?: string | undefined }, terminal: Terminal): ClientOptions {
  const { serviceUrl, apiKey } = readEnvironment(terminal.env);
  if (url !== undefined && !(/^https?:\/\/[^/]/.test(url) && URL.canParse(url))) {
    throw new UsageError(`--url must be like http://127.0.0.1:8080, not ${url}`);
  }
  const place = new URL(url ?? serviceUrl);
  if (place.username !== '' || place.password !== '') {
    const name = url === undefined ? 'CELLBLOCK_URL' : '--url';
    throw new UsageError(`${name} must hold no user name and no password; put the key into CELLBLOCK_KEY`);
  }
  return {
    url: url ?? serviceUrl,
    ...(apiKey === null ? {} : { apiKey }),
    retry,
    openSocket,
  };
}

// Node's own, where there is one, sends no headers in the way that ws does.
const openSocket = (url: string, headers: Record<string, string>): SessionSocket =>
  new WebSocket(url, { headers });

/** Where no Redis answered to a command that needs it, or what it answered instead (`cause`), and what to do about it. */
export function redisRemedy({ env }: Terminal, cause: unknown): string {
  const place = new URL(readEnvironment(env).redisUrl);
  // They may hold a password.
  place.username = place.password = '';
  if (cause instanceof Error && cause.name === 'ReplyError') {
    const isStrange = /^(WRONGPASS|NOAUTH|NOPERM)\b/.test(cause.message);
    const remedy = isStrange
      ? '\nREDIS_URL takes a name and a password: redis://NAME:PASSWORD@HOST:PORT'
      : '';
    return `Redis at ${place} answered: ${printable(cause.message)}${remedy}`;
  }
  return `no Redis answers at ${place}\nStart the service, or name its Redis with CELLBLOCK_STATE or REDIS_URL.`;
}

/** What to do about an error of the service's, in a line of its own; nothing where it says so itself. */
export function remedyFor({ code, requestId, retryAfterS }: CellblockError): string {
  if (code === 'unreachable') {
    return '\nStart a service with `cellblock serve`, or name another one with --url or CELLBLOCK_URL.';
  }
  if (code === 'unauthorized') return '\nPut a key into CELLBLOCK_KEY.';
  const when = retryAfterS === undefined ? '' : `\nIt is worth trying again in ${retryAfterS} s.`;
  return code === 'internal' && requestId !== undefined ? `${when}\nThe request was ${requestId}.` : when;
}
