// The pages: GET and POST /, /p/:id, /p/:id/embed and /recent. They hold what the API tells, for people.

import { randomUUID } from 'node:crypto';
import {
  AppError,
  type Paste,
  PasteRequest,
  parseOrRefuse,
  resultOf,
  type Submission,
} from '@cellblock/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pasteOf } from '../answer/paste.js';
import { type Caller, callerOf, limitsFor } from '../caller.js';
import type { About } from '../description/about.js';
import { errorRows } from '../errors.js';
import { hangUpSignal } from '../exchange.js';
import { submissionBodyBytes } from '../plugins/bodies.js';
import { foundPaste } from '../routes/paste.js';
import { keepPaste, type PasteOptions } from '../routes/pastes.js';
import type { App } from '../server.js';
import { type Assets, addAssets, readAssets } from './assets.js';
import { lookOf, sendFrame, sendPage } from './document.js';
import { firstProgram } from './example.js';
import { submissionOf } from './form.js';
import { frameOf } from './frame.js';
import { html, type Markup } from './html.js';
import { emptyOutcome, outcomeOf, refusedOutcome } from './outcome.js';
import { recentOf } from './recent.js';
import { refuseOtherSites } from './same-site.js';
import type { Say } from './texts.js';
import { workbench } from './workbench.js';

const page = (summary: string): About => ({ summary, tag: 'Service', isHidden: true });

/** Answers GET / to a browser. */
export type Home = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** Adds the pages but GET /, whose other readers get text; this gives what it answers browsers with. */
export async function addPages(app: App, options: PasteOptions): Promise<Home> {
  const assets = readAssets();
  if (assets.script === null) app.log.warn('the page is not built, so it has neither script nor style');
  await addAssets(app);
  addForm(app, assets, options);
  addPastePages(app, assets, options);
  addRecent(app, assets, options);
  return (request, reply) => {
    const look = lookOf(request);
    const bench = { say: look.say, submission: firstProgram, pasteId: null, isListing: options.isListing };
    return sendPage(reply, {
      title: 'Cellblock',
      assets,
      look,
      body: workbench({ ...bench, result: emptyOutcome(look.say) }),
    });
  };
}

/** POST /: the form of a browser without script. */
function addForm(app: App, assets: Assets, options: PasteOptions): void {
  app.route({
    method: 'POST',
    url: '/',
    bodyLimit: submissionBodyBytes,
    config: { takesForms: true, about: page('Runs the program of a form') },
    schema: { body: z.record(z.string(), z.string()) },
    onRequest: async (request) => refuseOtherSites(request),
    handler: async (request, reply) => {
      const look = lookOf(request);
      const answer = await answerForm(options, request, reply, look.say);
      const { submission, result, status } = answer;
      const body = workbench({
        say: look.say,
        submission,
        pasteId: null,
        isListing: options.isListing,
        result,
      });
      return sendPage(reply, { title: 'Cellblock', assets, look, body, status });
    },
  });
}

type Answer = { submission: Submission; result: Markup; status: number };

async function answerForm(
  options: PasteOptions,
  request: FastifyRequest<{ Body: Record<string, string> }>,
  reply: FastifyReply,
  say: Say,
): Promise<Answer> {
  let submission = firstProgram;
  try {
    const caller = callerOf(request);
    const asked = submissionOf(request.body);
    submission = { ...asked, limits: limitsFor(caller, asked.limits) };
    const result =
      request.body['keep'] === undefined
        ? await ran(options, caller, submission, say, hangUpSignal(request, reply))
        : await kept(options, caller, submission, say);
    return { submission: asked, result, status: 200 };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { submission, result: refusedOutcome(error), status: errorRows[error.code].status };
  }
}

async function ran(
  { door }: PasteOptions,
  caller: Caller,
  submission: Submission,
  say: Say,
  signal: AbortSignal,
) {
  const outcome = await door.submit({ id: randomUUID(), kind: 'run', submission }, signal, caller);
  return outcomeOf(say, resultOf(outcome));
}

async function kept(options: PasteOptions, caller: Caller, submission: Submission, say: Say) {
  const { paste, secret } = await keepPaste(options, caller, parseOrRefuse(PasteRequest, { submission }));
  const { url, result } = pasteOf(paste);
  return html`<p class="note">${say('kept')} <a href="${url}">${url}</a> ${say('secret')} <code>${secret}</code></p>
${result === null ? emptyOutcome(say) : outcomeOf(say, result)}`;
}

/** GET /p/:id and its frame. */
function addPastePages(app: App, assets: Assets, { pastes, isListing }: PasteOptions): void {
  const params = z.strictObject({ id: z.string() });
  app.route({
    method: 'GET',
    url: '/p/:id',
    config: { access: 'public', about: page('The page of a paste') },
    schema: { params },
    handler: async (request, reply) => {
      const look = lookOf(request);
      const paste = pasteOf(await foundPaste(pastes, request.params.id));
      const { id, submission } = paste;
      const result = html`${about(look.say, paste)}${resultIn(look.say, paste)}`;
      const body = workbench({ say: look.say, submission, pasteId: id, isListing, result });
      return sendPage(reply, { title: titleOf(paste), assets, look, body });
    },
  });
  app.route({
    method: 'GET',
    url: '/p/:id/embed',
    config: { access: 'public', about: page('A paste for the frames of other pages') },
    schema: { params },
    handler: async (request, reply) => {
      const look = lookOf(request);
      const paste = pasteOf(await foundPaste(pastes, request.params.id));
      const body = frameOf(look.say, paste, resultIn(look.say, paste));
      return sendFrame(reply, { title: titleOf(paste), assets, look, body });
    },
  });
}

const titleOf = ({ title }: Paste) => (title === null ? 'Cellblock' : `${title} · Cellblock`);

function about(say: Say, { id, title, createdAt, expiresAt, forkOf }: Paste): Markup {
  return html`<div id="paste" class="note"><h2 dir="auto">${title ?? say('paste.untitled')}</h2>
<p>${say('paste.made')} <time datetime="${createdAt}" dir="ltr">${day(createdAt)}</time>
${expiresAt !== null && html` · ${say('paste.until')} <time datetime="${expiresAt}" dir="ltr">${day(expiresAt)}</time>`}
${forkOf !== null && html` · <a href="/p/${forkOf}">${say('paste.forkOf')}</a>`}
 · <a href="/pastes/${id}/raw">${say('raw')}</a> · <a href="/pastes/${id}/raw?download">${say('download')}</a>
 · <a href="/p/${id}/embed">${say('embed')}</a></p></div>`;
}

const day = (moment: string) => moment.slice(0, 10);

function resultIn(say: Say, { result, resultError }: Paste): Markup {
  if (result !== null) return outcomeOf(say, result);
  return resultError === null ? emptyOutcome(say) : refusedOutcome(resultError);
}

/** GET /recent, where the operator has switched the list on. */
function addRecent(app: App, { style }: Assets, { pastes, isListing }: PasteOptions): void {
  app.route({
    method: 'GET',
    url: '/recent',
    config: { access: 'public', about: page('Recent pastes that their authors have listed') },
    handler: async (request, reply) => {
      if (!isListing) throw new AppError('not_found', { message: 'recent pastes are not listed here' });
      const look = lookOf(request);
      const rows = await pastes.recent(Number.MAX_SAFE_INTEGER, 50);
      return sendPage(reply, {
        title: look.say('recent'),
        assets: { style, script: null, imports: [] },
        look,
        body: recentOf(look.say, rows),
      });
    },
  });
}
