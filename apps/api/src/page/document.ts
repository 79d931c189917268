// What every page of ours is put into: head, policy, texts.

import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { takesCoding } from '../answer/accept.js';
import type { Assets } from './assets.js';
import { dataBlock, html, type Markup } from './html.js';
import { cookieOf, type Language, languageOf, type Say, sayingIn, texts } from './texts.js';

export type Look = { language: Language; theme: 'light' | 'dark' | null; say: Say };

/** How this reader wants pages. */
export function lookOf(request: FastifyRequest): Look {
  const language = languageOf(request);
  const theme = cookieOf(request, 'theme');
  return { language, theme: theme === 'light' || theme === 'dark' ? theme : null, say: sayingIn(language) };
}

const rightToLeft: readonly Language[] = ['ar'];

type Page = { title: string; body: Markup; assets: Assets; look: Look; status?: number };

/** Sends a page with the script. Its policy allows what comes from this service, and styles that its script adds. */
export function sendPage(
  reply: FastifyReply,
  { title, body, assets, look, status = 200 }: Page,
): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const { script, imports } = assets;
  const extra = html`${script !== null && html`<script type="module" src="${script}"></script>`}
${imports.map((path) => html`<link rel="modulepreload" href="${path}">`)}
<meta name="style-nonce" content="" nonce="${nonce}">
${dataBlock('texts', texts[look.language])}`;
  return send(reply, { title, body, assets, look, status, extra, policy });
}

/** Sends a page that needs no script and may be framed by any other, where it can do nothing. */
export function sendFrame(reply: FastifyReply, page: Page): FastifyReply {
  const policy =
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors *; sandbox allow-popups allow-popups-to-escape-sandbox";
  reply.removeHeader('x-frame-options');
  return send(reply, { status: 200, ...page, extra: html``, policy });
}

type Sent = Page & { status: number; extra: Markup; policy: string };

function send(reply: FastifyReply, { title, body, assets, look, status, extra, policy }: Sent): FastifyReply {
  const { language, theme } = look;
  const page = html`<!doctype html>
<html lang="${language}" dir="${rightToLeft.includes(language) ? 'rtl' : 'ltr'}"${theme !== null && html` data-theme="${theme}"`}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
${assets.style !== null && html`<link rel="stylesheet" href="${assets.style}">`}
${extra}
</head>
<body>${body}</body></html>
`;
  reply.code(status).type('text/html; charset=utf-8').headers({
    'content-security-policy': policy,
    'cache-control': 'no-store',
    vary: 'accept, accept-encoding, accept-language, cookie',
  });
  if (!takesCoding(reply.request.headers['accept-encoding'], 'br')) return reply.send(page.text);
  return reply.header('content-encoding', 'br').send(brotliCompressSync(page.text, { params: quickly }));
}

const quickly = { [constants.BROTLI_PARAM_QUALITY]: 4 };
