// The editor, its options and its result as a form that works by itself; the script of the page makes it quick.

import {
  compilerNames,
  links,
  optimizations,
  profiles,
  runLimits,
  type Submission,
  sanitizers,
  standards,
  usualWarnings,
} from '@cellblock/contract';
import { limitFields, spelled } from './form.js';
import { html, type Markup } from './html.js';
import type { Say } from './texts.js';

export type Bench = {
  say: Say;
  submission: Submission;
  /** The paste that this is, null for none. */
  pasteId: string | null;
  /** Whether there is a list of recent pastes. */
  isListing: boolean;
  /** What came of it. */
  result: Markup;
};

// No worker has clang (packages/contract names it for the services that do).
const compilers = compilerNames.filter((name) => name !== 'clang');

/** The whole workbench. */
export function workbench(bench: Bench): Markup {
  const { say, submission, pasteId, result } = bench;
  return html`<a class="skip" href="#output">${say('skip')}</a>
<form id="bench" method="post" action="/" autocomplete="off"${pasteId !== null && html` data-paste="${pasteId}"`}>
<input type="hidden" name="boxes" value="on">
<header class="bar">
<h1><a href="/">Cellblock</a></h1>
<button id="run" class="primary" type="submit" title="${say('run.keys')}">${say('run')}</button>
<button id="stop" type="button" hidden>${say('stop')}</button>
<button id="interact" class="scripted" type="button" title="${say('interact.title')}">${say('interact')}</button>
<button id="share" class="scripted" type="button">${say('share')}</button>
<noscript><label class="choice"><input type="checkbox" name="keep"> ${say('keep')}</label></noscript>
<span class="space"></span>
<button id="settings" class="scripted" type="button" aria-label="${say('settings')}" title="${say('settings')}">⚙</button>
</header>
${options(bench)}
<main>
<section id="sources" aria-label="${say('sources')}">
<div id="tabs" class="scripted"></div>
<div id="files">${filesOf(submission).map((file, index) => fileFields(say, file, index))}</div>
<div id="editor" class="scripted" hidden></div>
</section>
<section id="outcome" aria-label="${say('result')}">
${inputs(say, submission)}
${result}
</section>
</main>
</form>`;
}

const filesOf = ({ source, files = [] }: Submission) =>
  source === undefined
    ? files.map(({ path, content }) => ({ path, content }))
    : [{ path: 'main.c', content: source }];

// A line break right after <textarea> is not part of its text, so there is always one.
const fileFields = (
  say: Say,
  { path, content }: { path: string; content: string },
  index: number,
) => html`<div class="file">
<label>${say('file.name')} <input name="path.${index}" value="${path}" dir="ltr" spellcheck="false"></label>
<textarea name="content.${index}" aria-label="${say('source.of', { path })}" spellcheck="false" dir="ltr" wrap="off">
${content}</textarea></div>`;

function inputs(say: Say, { args, stdin }: Submission): Markup {
  return html`<details id="inputs" class="box" open><summary>${say('input')}</summary>
<label class="row"><span>${say('args')}</span><input name="args" value="${spelled(args)}" dir="ltr" spellcheck="false" autocapitalize="off"></label>
<label class="row"><span>${say('stdin')}</span><textarea name="stdin" rows="2" dir="ltr" spellcheck="false">
${stdin}</textarea></label></details>`;
}

function options({ say, submission: { compiler, profile, limits }, isListing }: Bench): Markup {
  const select = (name: string, names: readonly string[], chosen: string, prefix = '') =>
    html`<select name="${name}" aria-label="${say(`option.${name}`)}" dir="ltr">${names.map(
      (value) =>
        html`<option value="${value}"${value === chosen && html` selected`}>${prefix}${value}</option>`,
    )}</select>`;
  const boxes = (list: string, names: readonly string[], chosen: readonly string[], prefix: string) =>
    html`<fieldset><legend>${say(`option.${list}`)}</legend>${names.map(
      (value) =>
        html`<label class="choice" dir="ltr"><input type="checkbox" name="${list}.${value}" data-list="${list}" value="${value}"${
          chosen.includes(value) && html` checked`
        }> ${prefix}${value}</label>`,
    )}</fieldset>`;
  return html`<section id="options" class="bar" aria-label="${say('options')}">
${select('compiler', compilers, compiler.name)}
${select('standard', standards, compiler.standard, '-std=')}
${select('optimize', optimizations, compiler.optimize, '-O')}
${select('profile', profiles, profile)}
<details id="more"><summary>${say('more')} <code id="flags" dir="ltr"></code></summary><div class="pop">
${boxes('warnings', [...new Set([...usualWarnings, ...compiler.warnings])], compiler.warnings, '-W')}
${boxes('sanitize', sanitizers, compiler.sanitize, '-fsanitize=')}
<fieldset><legend>${say('option.link')}</legend>${select('link', links, compiler.link)}
<label class="choice"><input type="checkbox" name="explainCrash" checked> ${say('option.explainCrash')}</label></fieldset>
<fieldset class="limits"><legend>${say('option.limits')}</legend>${limitFields.map(
    ({ name, unit, factor }) => {
      const { minimum, maximum, default: usual } = runLimits[name];
      const given = limits[name];
      return html`<label class="row"><span>${say(`limit.${name}`)}</span> <input type="number" step="any" name="limits.${name}" data-limit="${name}" data-factor="${factor}" min="${minimum / factor}" max="${maximum / factor}" placeholder="${usual / factor}" value="${given === undefined ? '' : given / factor}"> ${unit}</label>`;
    },
  )}</fieldset></div></details>
<span class="space"></span>${isListing && html`<a href="/recent">${say('recent')}</a>`}
</section>`;
}
