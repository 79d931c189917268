// Web pages that reach for what this machine's own users have: their browser says whose page it is.

import { isIP } from 'node:net';
import { AppError } from '@cellblock/contract';
import type { FastifyRequest } from 'fastify';

/**
 * Refuses a request of a page that is neither this host's own nor one of `allowed`; AppError forbidden. For routes that
 * a page can reach whatever CORS says.
 */
export function refuseOtherOrigins(
  { headers: { origin, host } }: FastifyRequest,
  allowed: readonly string[],
): void {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new AppError('forbidden', {
    field: 'origin',
    message: 'pages of this origin may not use this; CELLBLOCK_CORS_ORIGINS lets them in',
  });
}

/**
 * Whether no stranger can make this name mean this machine: an address, a name without a dot, as those of a local
 * network are, or the host of an allowed origin. Any other may be a page's own, which its owner has pointed here.
 */
export function isOwnName(host: string, allowed: readonly string[]): boolean {
  const hostname = hostnameOf(`http://${host}`);
  if (hostname === null) return false;
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return true;
  if (!hostname.includes('.') || hostname.endsWith('.localhost')) return true;
  return allowed.some((origin) => origin === '*' || hostnameOf(origin) === hostname);
}

const hostnameOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : null);
