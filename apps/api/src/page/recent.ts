// GET /recent: pastes that their authors have listed, where the operator has switched the list on.

import type { RecentPaste } from '@cellblock/contract';
import { z } from 'zod';
import { recentPage } from '../routes/pastes.js';
import type { App } from '../server.js';
import { lookOf, sendPage } from './document.js';
import { html, type Markup } from './html.js';
import { bareAssets, type Pages, refusedPage } from './refused.js';
import type { Say } from './texts.js';

const shown = 50;
const about = {
  summary: 'Recent pastes that their authors have listed',
  tag: 'Service',
  isHidden: true,
} as const;

export function addRecent(app: App, pages: Pages): void {
  app.route({
    method: 'GET',
    url: '/recent',
    config: { access: 'public', isRated: true, about },
    schema: { querystring: z.strictObject({ before: z.iso.datetime().optional() }) },
    errorHandler: refusedPage(pages),
    handler: async (request, reply) => {
      const look = lookOf(request);
      const { before } = request.query;
      const list = await recentPage(pages, { before, limit: shown });
      const body = recentOf(look.say, list, before !== undefined);
      return sendPage(reply, { title: look.say('recent'), assets: bareAssets(pages.assets), look, body });
    },
  });
}

type List = { pastes: readonly RecentPaste[]; next: string | null };

function recentOf(say: Say, { pastes, next }: List, isLater: boolean): Markup {
  return html`<header class="bar"><h1><a href="/">Cellblock</a></h1></header><main class="list"><h2>${say('recent')}</h2>
${pastes.length === 0 ? html`<p>${say(isLater ? 'recent.end' : 'recent.none')}</p>` : html`<ul>${pastes.map(row(say))}</ul>`}
<nav class="actions" aria-label="${say('recent')}">${isLater && html`<a href="/recent">${say('recent.first')}</a>`}
${next !== null && html`<a rel="next" href="/recent?before=${encodeURIComponent(next)}">${say('recent.next')}</a>`}</nav></main>`;
}

const row =
  (say: Say) =>
  ({ id, title, createdAt, verdict }: RecentPaste) =>
    html`<li><a href="/p/${id}" dir="auto">${title ?? say('paste.untitled')}</a> <span class="usage">${
      verdict !== null && say(`verdict.${verdict}`)
    } · <time datetime="${createdAt}" dir="ltr">${createdAt.slice(0, 16).replace('T', ' ')}</time></span></li>`;
