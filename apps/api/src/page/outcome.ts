// A result as it is read without a script: verdict, diagnostics, output. The script shows the same in the same places.

import { stripVTControlCharacters } from 'node:util';
import type { AppError, Diagnostic, Result, RunResult } from '@cellblock/contract';
import { html, type Markup } from './html.js';
import type { Say } from './texts.js';

// More is read by its raw link; a page is for a person.
const shownCharacters = 256 * 1024;

/** Where a result goes that there is not yet. */
export const emptyOutcome = (say: Say): Markup =>
  frame(html`<p id="verdict" role="status" data-verdict="none">${say('idle')}</p>`, html``, html``);

/** What went wrong with a request. */
export const refusedOutcome = ({ message }: Pick<AppError, 'message'>): Markup =>
  frame(html`<p id="verdict" role="status" data-verdict="refused" dir="auto">${message}</p>`, html``, html``);

/** A result. */
export function outcomeOf(say: Say, result: Result): Markup {
  const { verdict, message, compile, run } = result;
  const title = html`<p id="verdict" role="status" data-verdict="${verdict}"><strong>${say(`verdict.${verdict}`)}</strong> <span dir="ltr">${message}</span>${run !== null && usageOf(say, run)}</p>`;
  return frame(title, html`${(compile?.diagnostics ?? []).map(diagnostic)}`, outputOf(result));
}

const frame = (verdict: Markup, diagnostics: Markup, output: Markup) => html`<div id="report">${verdict}
<div id="explanation"></div>
<ol id="diagnostics">${diagnostics}</ol>
<div id="notice"></div>
<pre id="output" tabindex="0" dir="ltr">${output}</pre>
<div id="terminal" dir="ltr" hidden></div></div>`;

/** Time and memory in a few words. */
function usageOf(say: Say, { usage: { cpuMs, memoryBytes } }: RunResult): Markup {
  const mebibytes = (memoryBytes / 1024 / 1024).toFixed(1);
  return html` <span class="usage" dir="ltr">${say('usage', { ms: Math.round(cpuMs), mib: mebibytes })}</span>`;
}

const diagnostic = ({ severity, file, line, column, message, option }: Diagnostic) =>
  html`<li class="${severity}"><span dir="ltr">${file}${line !== null && `:${line}`}${column !== null && `:${column}`} <b>${severity}</b> ${message}${option !== null && ` [${option}]`}</span></li>`;

function outputOf({ compile, run }: Result): Markup {
  if (run === null)
    return html`<span class="err">${compile?.diagnostics.length === 0 ? cut(compile.output) : ''}</span>`;
  const { stdout, stderr } = readable(run);
  return html`${cut(stdout)}${stderr !== '' && html`<span class="err">${cut(stderr)}</span>`}`;
}

const cut = (text: string) => stripVTControlCharacters(text.slice(0, shownCharacters));

/** Bytes that are no text are shown with what stands for them. */
const readable = ({ encoding, stdout, stderr }: RunResult) =>
  encoding === 'utf8'
    ? { stdout, stderr }
    : { stdout: Buffer.from(stdout, 'base64').toString(), stderr: Buffer.from(stderr, 'base64').toString() };
