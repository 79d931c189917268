// Why a request was refused, in its reader's language, with what to do; then what the service says of it.

import { isErrorCode } from '@cellblock/contract';
import { errorRows } from '../errors.js';
import { html, type Markup } from './html.js';
import type { Say } from './texts.js';

type Refusal = { code: string; message: string };

/** `retryAfterS` is when to come again, where that is known. */
export function refusalText(say: Say, { code, message }: Refusal, retryAfterS?: number): Markup {
  const known = isErrorCode(code) ? code : 'internal';
  const seconds = retryAfterS ?? errorRows[known].retryAfterSeconds ?? 1;
  return html`<strong>${say(`refused.${known}`, { seconds })}</strong> <span lang="en" dir="ltr">${message}</span>`;
}
