// The pages: GET and POST /, /p/:id, /p/:id/embed and /recent. They hold what the API tells, for people.

import { randomUUID } from 'node:crypto';
import { outputOrder, PasteRequest, parseOrRefuse, resultOf, type Submission } from '@cellblock/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pasteOf } from '../answer/paste.js';
import { type Caller, callerOf, limitsFor } from '../caller.js';
import type { About } from '../description/about.js';
import { hangUpSignal } from '../exchange.js';
import { submissionBodyBytes } from '../plugins/bodies.js';
import { keepPaste, type PasteOptions } from '../routes/pastes.js';
import type { App } from '../server.js';
import { type Assets, addAssets } from './assets.js';
import { lookOf, sendPage } from './document.js';
import { firstProgram } from './example.js';
import { formOf, submissionOf } from './form.js';
import { html, type Markup } from './html.js';
import { emptyOutcome, outcomeOf } from './outcome.js';
import { addPastePages } from './paste-pages.js';
import { addRecent } from './recent.js';
import { type Pages, refusedForm } from './refused.js';
import { refuseOtherSites } from './same-site.js';
import type { Say } from './texts.js';
import { workbench } from './workbench.js';

export type PagesOptions = PasteOptions & {
  assets: Assets;
  /** Whether nobody runs anything without a key. */
  needsKey: boolean;
};

/** What the description of a page says of it, which is for people and not in it. */
const about: About = { summary: 'Runs the program of a form', tag: 'Service', isHidden: true };

/** Answers GET / to a browser. */
export type Home = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Adds the pages but GET /, whose other readers get text; this gives what it answers browsers with. */
export async function addPages(app: App, options: PagesOptions): Promise<Home> {
  const { assets, pastes, isListing, needsKey } = options;
  if (assets.script === null) app.log.warn('the page is not built, so it has neither script nor style');
  const pages = { assets, pastes, isListing, needsKey };
  await addAssets(app);
  addForm(app, pages, options);
  addPastePages(app, pages);
  addRecent(app, pages);
  return (request, reply) => {
    const look = lookOf(request);
    const bench = { say: look.say, form: formOf(firstProgram), pasteId: null, isAnswer: false };
    const body = workbench({ ...bench, ...pages, result: emptyOutcome(look.say) });
    return sendPage(reply, { title: 'Cellblock', assets, look, body });
  };
}

/** POST /: the form of a browser without script. */
function addForm(app: App, pages: Pages, options: PagesOptions): void {
  app.route({
    method: 'POST',
    url: '/',
    bodyLimit: submissionBodyBytes,
    config: { takesForms: true, keyField: 'key', about },
    schema: { body: z.record(z.string(), z.string()) },
    onRequest: async (request) => refuseOtherSites(request),
    errorHandler: refusedForm(pages),
    handler: async (request, reply) => {
      const look = lookOf(request);
      const { say } = look;
      const form = request.body;
      const caller = callerOf(request);
      const asked = submissionOf(form);
      const submission = { ...asked, limits: limitsFor(caller, asked.limits) };
      const result =
        form['keep'] === undefined
          ? await ran(options, caller, submission, say, hangUpSignal(request, reply))
          : await kept(options, caller, submission, say);
      const body = workbench({ ...pages, say, form, pasteId: null, isAnswer: true, result });
      return sendPage(reply, { title: 'Cellblock', assets: pages.assets, look, body });
    },
  });
}

async function ran(
  { door }: PasteOptions,
  caller: Caller,
  submission: Submission,
  say: Say,
  signal: AbortSignal,
): Promise<Markup> {
  const outcome = await door.submit({ id: randomUUID(), kind: 'run', submission }, signal, caller);
  return outcomeOf(say, resultOf(outcome), outputOrder(outcome));
}

async function kept(
  options: PasteOptions,
  caller: Caller,
  submission: Submission,
  say: Say,
): Promise<Markup> {
  const { paste, secret } = await keepPaste(options, caller, parseOrRefuse(PasteRequest, { submission }));
  const { url, result, outputOrder: order } = pasteOf(paste);
  return html`<p class="note">${say('kept')} <a href="${url}">${url}</a> ${say('secret')} <code>${secret}</code></p>
${result === null ? emptyOutcome(say) : outcomeOf(say, result, order ?? [])}`;
}
