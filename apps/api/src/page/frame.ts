// A paste as other pages show it in a frame: to read, with a way to the real one.

import type { Paste } from '@cellblock/contract';
import { html, type Markup } from './html.js';
import type { Say } from './texts.js';

export function frameOf(
  say: Say,
  { url, title, submission: { source, files = [] } }: Paste,
  result: Markup,
): Markup {
  const sources = source === undefined ? files : [{ path: 'main.c', content: source }];
  return html`<div class="embed"><header class="bar"><h1 dir="auto">${title ?? say('paste.untitled')}</h1><span class="space"></span>
<a href="${url}" target="_blank" rel="noopener">${say('open')}</a></header>
<main>${sources.map(
    ({ path, content }) =>
      html`<section><h2 dir="ltr">${path}</h2><pre class="source" dir="ltr" tabindex="0">${content}</pre></section>`,
  )}${result}</main></div>`;
}
