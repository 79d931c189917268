// Whose page sent a form. Any page may send one anywhere, also to a service on its reader's own machine.

import { AppError } from '@cellblock/contract';
import type { FastifyRequest } from 'fastify';

/** AppError forbidden for a form of another site. Browsers say whose page it was; what says nothing is no browser. */
export function refuseOtherSites({ headers }: FastifyRequest): void {
  const { 'sec-fetch-site': site, origin, host } = headers;
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return;
  } else if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return;
  throw new AppError('forbidden', {
    field: 'origin',
    message: 'forms are taken from pages of this service alone; POST /run is for programs',
  });
}
