// A paste as a client is told of it.

import type { Paste } from '@cellblock/contract';
import type { KeptPaste } from '@cellblock/queue';

/** The page of a paste, as a path. */
export const pastePath = (id: string) => `/p/${id}`;

export function pasteOf({ result: kept, ...paste }: KeptPaste): Paste {
  return {
    ...paste,
    url: pastePath(paste.id),
    result: kept !== null && 'result' in kept ? kept.result : null,
    outputOrder: kept !== null && 'result' in kept ? (kept.order ?? null) : null,
    resultError: kept !== null && 'error' in kept ? kept.error : null,
  };
}
