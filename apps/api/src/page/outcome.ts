// A result as it is read without a script: verdict, diagnostics, output. The script shows the same in the same places.

import { stripVTControlCharacters } from 'node:util';
import { type Crash, type Diagnostic, inOrder, type Result, type RunResult } from '@cellblock/contract';
import { html, type Markup } from './html.js';
import { refusalText } from './refusal.js';
import type { Say } from './texts.js';

// More is read by the API; a page is for a person.
const shownCharacters = 256 * 1024;

/** Where a result goes that there is not yet. */
export const emptyOutcome = (say: Say): Markup =>
  frame({ verdict: html`<p id="verdict" role="status" data-verdict="none">${say('idle')}</p>` });

/** What went wrong with a request. */
export const refusedOutcome = (...refusal: Parameters<typeof refusalText>): Markup =>
  frame({
    verdict: html`<p id="verdict" role="status" data-verdict="refused">${refusalText(...refusal)}</p>`,
  });

/** A result; its output as it was written, as far as `order` knows. */
export function outcomeOf(say: Say, result: Result, order: readonly number[]): Markup {
  const { verdict, message, compile, run } = result;
  const { output, notice } = outputOf(say, result, order);
  return frame({
    verdict: html`<p id="verdict" role="status" data-verdict="${verdict}"><strong>${say(`verdict.${verdict}`)}</strong> <span dir="ltr">${message}</span>${run !== null && usageOf(say, run)}</p>`,
    ...(run === null || run.crash === null ? {} : { explanation: crash(say, run.crash) }),
    diagnostics: html`${(compile?.diagnostics ?? []).map(diagnostic)}`,
    ...{ notice, output },
  });
}

type Parts = Record<'verdict', Markup> &
  Partial<Record<'explanation' | 'diagnostics' | 'notice' | 'output', Markup>>;

const frame = ({
  verdict,
  explanation,
  diagnostics,
  notice,
  output,
}: Parts) => html`<div id="report">${verdict}
<div id="explanation">${explanation}</div>
<ol id="diagnostics">${diagnostics}</ol>
<div id="notice">${notice}</div>
<pre id="output" tabindex="0" dir="ltr">${output}</pre>
<div id="terminal" dir="ltr" hidden></div></div>`;

/** Time and memory in a few words. */
function usageOf(say: Say, { usage: { cpuMs, memoryBytes } }: RunResult): Markup {
  const mebibytes = (memoryBytes / 1024 / 1024).toFixed(1);
  return html` <span class="usage" dir="ltr">${say('usage', { ms: Math.round(cpuMs), mib: mebibytes })}</span>`;
}

const crash = (say: Say, { reason, frames }: Crash) =>
  html`<p class="crash" dir="auto">${reason}</p><ol class="stack" aria-label="${say('stack')}">${frames.map(
    ({ function: name, file, line }) => html`<li dir="ltr"><code>${name} ${file}:${line}</code></li>`,
  )}</ol>`;

const diagnostic = ({ severity, file, line, column, message, option }: Diagnostic) =>
  html`<li class="${severity}"><span dir="ltr">${file}${line !== null && `:${line}`}${column !== null && `:${column}`} <b>${severity}</b> ${message}${option !== null && ` [${option}]`}</span></li>`;

function outputOf(say: Say, { compile, run }: Result, order: readonly number[]) {
  const linker = compile?.diagnostics.length === 0 ? compile.output : '';
  const all = run === null ? [{ stream: 'stderr', text: linker }] : inOrder(run, order);
  let room = shownCharacters;
  const output: Markup[] = [];
  for (const { stream, text } of all) {
    const shown = stripVTControlCharacters(text.slice(0, room));
    room -= Math.min(room, text.length);
    if (shown !== '')
      output.push(stream === 'stdout' ? html`${shown}` : html`<span class="err">${shown}</span>`);
  }
  const total = all.reduce((sum, { text }) => sum + text.length, 0);
  const notice = total > shownCharacters && say('output.first', { shown: shownCharacters, total });
  return { output: html`${output}`, notice: html`${notice}` };
}
