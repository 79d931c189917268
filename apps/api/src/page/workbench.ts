// The editor, its options and its result as a form that works by itself; the script of the page makes it quick.

import {
  compilerNames,
  links,
  optimizations,
  profiles,
  runLimits,
  sanitizers,
  standards,
  usualWarnings,
  warnings,
} from '@cellblock/contract';
import { type Form, type FormFile, filesIn, limitFields, ticked, unseenNames } from './form.js';
import { html, type Markup } from './html.js';
import { textIn } from './source-files.js';
import type { Say } from './texts.js';

export type Bench = {
  say: Say;
  /** What is in the fields. */
  form: Form;
  /** The paste that this is, null for none. */
  pasteId: string | null;
  /** Whether this answers a form, so that what was sent counts for more than what a browser has kept. */
  isAnswer: boolean;
  /** Whether a browser without script is asked for a key. */
  needsKey: boolean;
  /** Whether there is a list of recent pastes. */
  isListing: boolean;
  /** What came of it. */
  result: Markup;
};

// No worker has clang (packages/contract names it for the services that do).
const compilers = compilerNames.filter((name) => name !== 'clang');

/** The whole workbench. */
export function workbench(bench: Bench): Markup {
  const { say, form, pasteId, isAnswer, needsKey, result } = bench;
  const files = filesIn(form);
  return html`<a class="skip" href="#output">${say('skip')}</a>
<form id="bench" method="post" action="/" autocomplete="off"${pasteId !== null && html` data-paste="${pasteId}"`}${isAnswer && html` data-answer`}>
<input type="hidden" name="boxes" value="on">
<input type="hidden" name="unseen" value="${form['unseen'] ?? ''}">
<header class="bar">
<h1><a href="/">Cellblock</a></h1>
<button id="run" class="primary" type="submit" title="${say('run.keys')}">${say('run')}</button>
<button id="stop" type="button" hidden>${say('stop')}</button>
<button id="interact" class="scripted" type="button" title="${say('interact.title')}">${say('interact')}</button>
<button id="share" class="scripted" type="button">${say('share')}</button>
<noscript><label class="choice"><input type="checkbox" name="keep"${form['keep'] !== undefined && html` checked`}> ${say('keep')}</label>
${needsKey && keyField(say)}</noscript>
<span class="space"></span>
<button id="settings" class="scripted" type="button" aria-label="${say('settings')}" title="${say('settings')}">⚙</button>
</header>
${options(bench)}
<main>
<section id="sources" aria-label="${say('sources')}">
<div id="tabs" class="scripted"></div>
<div id="files">${files.map((file, index) => fileFields(say, file, index))}
<noscript>${moreFiles(say, files.length)}</noscript></div>
<div id="editor" class="scripted" hidden></div>
</section>
<section id="outcome" aria-label="${say('result')}">
${inputs(say, form)}
${result}
</section>
</main>
</form>`;
}

// Its value is never in a page: whoever comes after the reader would find it there.
const keyField = (say: Say) =>
  html`<label class="choice">${say('key')} <input type="password" name="key" autocomplete="current-password" dir="ltr" size="12"></label>`;

/** As many names and places as there are files more in one go; there are as many again in the answer. */
const addedFiles = 3;

function moreFiles(say: Say, count: number): Markup {
  const more = Array.from({ length: addedFiles }, (_each, index) =>
    fileFields(say, { path: '', content: '', encoding: 'utf8' }, count + index),
  );
  return html`<details class="box"><summary>${say('file.more')}</summary><p class="usage">${say('file.kinds')}</p>${more}</details>`;
}

function fileFields(say: Say, { path, content, encoding }: FormFile, index: number): Markup {
  return html`<div class="file">
<label>${say('file.name')} <input name="path.${index}" value="${path}" dir="ltr" spellcheck="false"></label>
${
  encoding === 'base64'
    ? heldFile(say, content, index)
    : textFields(path === '' ? say('sources') : say('source.of', { path }), content, index)
}</div>`;
}

// A field for text would not keep it as it is; it is shown where it is text all the same.
function heldFile(say: Say, base64: string, index: number): Markup {
  const text = textIn({ content: base64, encoding: 'base64' });
  return html`<input type="hidden" name="encoding.${index}" value="base64"><input type="hidden" name="content.${index}" value="${base64}">${
    text === null
      ? html`<p>${say('file.binary', { bytes: Buffer.byteLength(base64, 'base64') })}</p>`
      : html`<pre class="source" dir="ltr" tabindex="0">${text}</pre>`
  }`;
}

// A line break right after <textarea> is not part of its text, so there is always one.
const textFields = (
  label: string,
  content: string,
  index: number,
) => html`<textarea name="content.${index}" aria-label="${label}" spellcheck="false" dir="ltr">
${content}</textarea>`;

function inputs(say: Say, form: Form): Markup {
  const { args = '', stdin = '', stdinEncoding = 'utf8' } = form;
  const names = unseenNames(form);
  return html`<details id="inputs" class="box" open><summary>${say('input')}</summary>
<label class="row"><span>${say('args')}</span><input name="args" value="${args}" dir="ltr" spellcheck="false" autocapitalize="off"></label>
<label class="row"><span>${say('stdin')}<span id="stdin-encoding">${stdinEncoding === 'base64' && ' (base64)'}</span></span><textarea name="stdin" rows="2" dir="ltr" spellcheck="false">
${stdin}</textarea></label>
<input type="hidden" name="stdinEncoding" value="${stdinEncoding}">
<p id="unseen" class="usage">${names.length > 0 && html`${say('input.more')} <bdi dir="ltr">${names.join(', ')}</bdi>`}</p></details>`;
}

function options({ say, form, isListing }: Bench): Markup {
  const chosenWarnings = ticked(form, 'warnings', warnings);
  const select = (name: string, names: readonly string[], prefix = '') =>
    html`<select name="${name}" aria-label="${say(`option.${name}`)}" dir="ltr">${names.map(
      (value) =>
        html`<option value="${value}"${value === form[name] && html` selected`}>${prefix}${value}</option>`,
    )}</select>`;
  const boxes = (list: string, names: readonly string[], chosen: readonly string[], prefix: string) =>
    html`<fieldset><legend>${say(`option.${list}`)}</legend>${names.map(
      (value) =>
        html`<label class="choice" dir="ltr"><input type="checkbox" name="${list}.${value}" data-list="${list}" value="${value}"${
          chosen.includes(value) && html` checked`
        }> ${prefix}${value}</label>`,
    )}</fieldset>`;
  return html`<section id="options" class="bar" aria-label="${say('options')}">
${select('compiler', compilers)}
${select('standard', standards, '-std=')}
${select('optimize', optimizations, '-O')}
${select('profile', profiles)}
<details id="more"><summary>${say('more')} <code id="flags" dir="ltr"></code></summary><div class="pop">
${boxes('warnings', [...new Set([...usualWarnings, ...chosenWarnings])], chosenWarnings, '-W')}
${boxes('sanitize', sanitizers, ticked(form, 'sanitize', sanitizers), '-fsanitize=')}
<fieldset><legend>${say('option.link')}</legend>${select('link', links)}
<label class="choice"><input type="checkbox" name="explainCrash"${form['explainCrash'] !== undefined && html` checked`}> ${say('option.explainCrash')}</label></fieldset>
<fieldset class="limits"><legend>${say('option.limits')}</legend>${limitFields.map(
    ({ name, unit, factor }) => {
      const { minimum, maximum, default: usual } = runLimits[name];
      return html`<label class="row"><span>${say(`limit.${name}`)}</span> <input type="number" step="any" name="limits.${name}" data-limit="${name}" data-factor="${factor}" min="${minimum / factor}" max="${maximum / factor}" placeholder="${usual / factor}" value="${form[`limits.${name}`] ?? ''}"> ${unit}</label>`;
    },
  )}</fieldset></div></details>
<span class="space"></span>${isListing && html`<a href="/recent">${say('recent')}</a>`}
</section>`;
}
