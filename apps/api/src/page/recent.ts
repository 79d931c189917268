// The list of recent pastes.

import type { RecentPaste } from '@cellblock/contract';
import { html, type Markup } from './html.js';
import type { Say } from './texts.js';

export function recentOf(say: Say, rows: readonly RecentPaste[]): Markup {
  return html`<header class="bar"><h1><a href="/">Cellblock</a></h1></header><main class="list"><h2>${say('recent')}</h2>
${rows.length === 0 ? html`<p>${say('recent.none')}</p>` : html`<ul>${rows.map(row(say))}</ul>`}</main>`;
}

const row =
  (say: Say) =>
  ({ id, title, createdAt, verdict }: RecentPaste) =>
    html`<li><a href="/p/${id}" dir="auto">${title ?? say('paste.untitled')}</a> <span class="usage">${
      verdict !== null && say(`verdict.${verdict}`)
    } · <time datetime="${createdAt}" dir="ltr">${createdAt.slice(0, 16).replace('T', ' ')}</time></span></li>`;
