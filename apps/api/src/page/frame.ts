// A paste as other pages show it in a frame: to read, with a way to the real one.

import type { Paste } from '@cellblock/contract';
import { html, type Markup } from './html.js';
import { type ShownFile, shownFiles } from './source-files.js';
import type { Say } from './texts.js';

export function frameOf(say: Say, { id, url, title, submission }: Paste, result: Markup): Markup {
  return html`<div class="embed"><header class="bar"><h1 dir="auto">${title ?? say('paste.untitled')}</h1><span class="space"></span>
<a href="${url}" target="_blank" rel="noopener">${say('open')}</a></header>
<main>${shownFiles(submission).map((file) => section(say, id, file))}${result}</main></div>`;
}

function section(say: Say, id: string, file: ShownFile): Markup {
  const { path, text } = file;
  return html`<section><h2 dir="ltr">${path}</h2>${
    text === null
      ? html`<p>${binaryFile(say, id, file)}</p>`
      : html`<pre class="source" dir="ltr" tabindex="0">${text}</pre>`
  }</section>`;
}

/** What is said of a file of a paste that is no text: how large it is, and where it can be had. */
export const binaryFile = (say: Say, id: string, { path, bytes }: ShownFile): Markup =>
  html`<bdi dir="ltr">${path}</bdi>: ${say('file.binary', { bytes })} · <a href="/pastes/${id}/raw?file=${encodeURIComponent(path)}&amp;download" target="_blank" rel="noopener">${say('download')}</a>`;
