// What a browser is shown where a page is refused: why, what to do, and of a form all that was typed.

import type { Pastes } from '@cellblock/queue';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { preferredForm, varyByAccept } from '../answer/accept.js';
import { appErrorOf, type ErrorHandler, errorRows, refuse, sendError } from '../errors.js';
import type { Assets } from './assets.js';
import { type Look, lookOf, sendFrame, sendPage } from './document.js';
import { firstProgram } from './example.js';
import { formOf } from './form.js';
import { html, type Markup } from './html.js';
import { refusedOutcome } from './outcome.js';
import { refusalText } from './refusal.js';
import { workbench } from './workbench.js';

/** What all pages have. */
export type Pages = { assets: Assets; pastes: Pastes; isListing: boolean; needsKey: boolean };

/** The style without the script, for pages that have nothing to take over. */
export const bareAssets = ({ style }: Assets): Assets => ({ style, script: null, imports: [] });

type Refused = { code: keyof typeof errorRows; message: string; retryAfterS: number | undefined };
type Send = (reply: FastifyReply, page: { look: Look; status: number; refused: Refused }) => void;

/** For POST /: the form as it was typed, but for the key, and why it was refused. */
export const refusedForm = ({ assets, ...pages }: Pages): ErrorHandler =>
  refusedAs((reply, { look, status, refused }) => {
    const { say } = look;
    const { code, retryAfterS } = refused;
    const typed = Typed.safeParse(reply.request.body).data;
    const outcome = refusedOutcome(say, refused, retryAfterS);
    const body = workbench({
      ...{ ...pages, say, pasteId: null, isAnswer: typed !== undefined },
      form: typed ?? formOf(firstProgram),
      needsKey: pages.needsKey || code === 'unauthorized',
      result: typed === undefined ? html`<p class="note">${say('refused.lost')}</p>${outcome}` : outcome,
    });
    sendPage(reply, { title: 'Cellblock', assets, look, body, status });
  });

/** For pages that are only read, and for paths where there is none, or none to be read. */
export const refusedPage = ({ assets }: Pick<Pages, 'assets'>): ErrorHandler =>
  refusedAs((reply, { look, status, refused }) => {
    const { say } = look;
    const isForPrograms = refused.code === 'method_not_allowed';
    const body = html`<header class="bar"><h1><a href="/">Cellblock</a></h1></header><main class="list">${said(look, refused)}<p><a href="/">${say('start')}</a>${isForPrograms && html` · <a href="/docs">${say('docs')}</a>`}</p></main>`;
    sendPage(reply, { title: 'Cellblock', assets: bareAssets(assets), look, body, status });
  });

/** For frames in other pages. */
export const refusedFrame = ({ assets }: Pages): ErrorHandler =>
  refusedAs((reply, { look, status, refused }) => {
    const body = html`<div class="embed"><main class="list">${said(look, refused)}</main></div>`;
    sendFrame(reply, { title: 'Cellblock', assets, look, body, status });
  });

const Typed = z.record(z.string(), z.string());

const said = ({ say }: Look, refused: Refused): Markup =>
  html`<p>${refusalText(say, refused, refused.retryAfterS)}</p>`;

/** Whoever does not ask for HTML is no browser, and is told as everywhere. */
const refusedAs =
  (send: Send): ErrorHandler =>
  (error, request, reply) => {
    if (preferredForm(request.headers.accept, 'json', ['html']) !== 'html') {
      varyByAccept(reply);
      sendError(error, request, reply);
      return;
    }
    const appError = appErrorOf(error);
    const { code, message } = appError;
    const answer = () => {
      const given = Number(reply.getHeader('retry-after'));
      const retryAfterS = given > 0 ? given : undefined;
      send(reply, {
        look: lookOf(request),
        status: errorRows[code].status,
        refused: { code, message, retryAfterS },
      });
    };
    refuse(appError, request, reply, { answer });
  };
