// GET /p/:id and its frame: a paste, for people.

import type { Paste } from '@cellblock/contract';
import { z } from 'zod';
import { pasteOf } from '../answer/paste.js';
import { foundPaste } from '../routes/paste.js';
import type { App } from '../server.js';
import { lookOf, sendFrame, sendPage } from './document.js';
import { formOf } from './form.js';
import { binaryFile, frameOf } from './frame.js';
import { html, type Markup } from './html.js';
import { emptyOutcome, outcomeOf, refusedOutcome } from './outcome.js';
import { type Pages, refusedFrame, refusedPage } from './refused.js';
import { shownFiles } from './source-files.js';
import type { Say } from './texts.js';
import { workbench } from './workbench.js';

export function addPastePages(app: App, pages: Pages): void {
  const { assets, pastes } = pages;
  const params = z.strictObject({ id: z.string() });
  app.route({
    method: 'GET',
    url: '/p/:id',
    config: {
      access: 'public',
      isRated: true,
      about: { summary: 'The page of a paste', tag: 'Service', isHidden: true },
    },
    schema: { params },
    errorHandler: refusedPage(pages),
    handler: async (request, reply) => {
      const look = lookOf(request);
      const paste = pasteOf(await foundPaste(pastes, request.params.id));
      const { id, submission } = paste;
      const result = html`${about(look.say, paste)}${resultIn(look.say, paste)}`;
      const bench = { say: look.say, form: formOf(submission), pasteId: id, isAnswer: false, result };
      return sendPage(reply, {
        title: titleOf(paste),
        assets,
        look,
        body: workbench({ ...pages, ...bench }),
      });
    },
  });
  app.route({
    method: 'GET',
    url: '/p/:id/embed',
    config: {
      access: 'public',
      isRated: true,
      about: { summary: 'A paste for the frames of other pages', tag: 'Service', isHidden: true },
    },
    schema: { params },
    errorHandler: refusedFrame(pages),
    handler: async (request, reply) => {
      const look = lookOf(request);
      const paste = pasteOf(await foundPaste(pastes, request.params.id));
      const body = frameOf(look.say, paste, resultIn(look.say, paste));
      return sendFrame(reply, { title: titleOf(paste), assets, look, body });
    },
  });
}

const titleOf = ({ title }: Paste) => (title === null ? 'Cellblock' : `${title} · Cellblock`);

function about(say: Say, { id, title, createdAt, expiresAt, forkOf, submission }: Paste): Markup {
  const binary = shownFiles(submission).filter(({ text }) => text === null);
  return html`<div id="paste" class="note"><h2 dir="auto">${title ?? say('paste.untitled')}</h2>
<p>${say('paste.made')} <time datetime="${createdAt}" dir="ltr">${day(createdAt)}</time>
${expiresAt !== null && html` · ${say('paste.until')} <time datetime="${expiresAt}" dir="ltr">${ending(createdAt, expiresAt)}</time>`}
${forkOf !== null && html` · <a href="/p/${forkOf}">${say('paste.forkOf')}</a>`}
 · <a href="/pastes/${id}/raw">${say('raw')}</a> · <a href="/pastes/${id}/raw?download">${say('download')}</a>
 · <a href="/p/${id}/embed">${say('embed')}</a></p>
${binary.map((file) => html`<p>${binaryFile(say, id, file)}</p>`)}</div>`;
}

const day = (moment: string) => moment.slice(0, 10);

const twoDaysMs = 2 * 24 * 3600 * 1000;

/** A day; of what ends soon after it was made, also when on that day. */
const ending = (from: string, to: string) =>
  Date.parse(to) - Date.parse(from) < twoDaysMs ? `${day(to)} ${to.slice(11, 16)} UTC` : day(to);

function resultIn(say: Say, { result, outputOrder, resultError }: Paste): Markup {
  if (result !== null) return outcomeOf(say, result, outputOrder ?? []);
  return resultError === null ? emptyOutcome(say) : refusedOutcome(say, resultError);
}
