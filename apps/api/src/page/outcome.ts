// A result as it is read without a script: verdict, diagnostics, output. The script shows the same in the same places.

import {
  type Crash,
  createAnsi,
  createLine,
  type Diagnostic,
  explain,
  inOrder,
  nameOf,
  type Result,
  type RunResult,
} from '@cellblock/contract';
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
  const { texts } = explain(result);
  const { output, notice } = outputOf(say, result, order);
  return frame({
    verdict: html`<p id="verdict" role="status" data-verdict="${verdict}"><strong>${say(nameOf(result))}</strong> <span dir="ltr">${message}</span>${run !== null && usageOf(say, run)}</p>`,
    explanation: html`${texts.map(({ key, values }) => html`<p>${say(key, values)}</p>`)}${run !== null && run.crash !== null && crash(say, run.crash)}`,
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
  const all = run === null ? [{ stream: 'stderr' as const, text: linker }] : inOrder(run, order);
  const readers = { stdout: createAnsi(), stderr: createAnsi() };
  const line = createLine();
  let room = shownCharacters;
  const pieces = all.flatMap(({ stream, text }) => {
    const shown = readers[stream](text.slice(0, room));
    room -= Math.min(room, text.length);
    return shown.flatMap((piece) => line.write({ ...piece, classes: classesOf(stream, piece.classes) }));
  });
  const output = [...pieces, ...line.pieces()].map(({ text, classes }) =>
    classes === '' ? html`${text}` : html`<span class="${classes}">${text}</span>`,
  );
  const total = all.reduce((sum, { text }) => sum + text.length, 0);
  const notice = total > shownCharacters && say('output.first', { shown: shownCharacters, total });
  return { output: html`${output}`, notice: html`${notice}` };
}

const classesOf = (stream: 'stdout' | 'stderr', classes: string) =>
  [stream === 'stderr' ? 'err' : '', classes].filter((name) => name !== '').join(' ');
