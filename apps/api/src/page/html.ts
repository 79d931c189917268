// The way to HTML of pages that tell of what strangers wrote: a template whose values are escaped, unless they were made by one themselves.

import { escaped } from './escaped.js';

type Value = string | number | false | null | undefined | Markup | readonly Markup[];

const markups = new WeakSet<Markup>();

/** Markup that `html` has made; nothing else can make any. */
export type Markup = { readonly text: string };

/** The template as markup. Strings and numbers in it are escaped, for text and for quoted attributes; false and null are nothing. */
export function html(pieces: TemplateStringsArray, ...values: Value[]): Markup {
  const text = pieces
    .map((piece, index) => (index === 0 ? piece : textOf(values[index - 1]) + piece))
    .join('');
  const markup = { text };
  markups.add(markup);
  return markup;
}

function textOf(value: Value): string {
  if (value === false || value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  if ('text' in value) {
    if (!markups.has(value)) throw new Error('this markup was not made by a template');
    return value.text;
  }
  return value.map(textOf).join('');
}

/** A block of JSON for scripts to read; no `<` in it, so nothing can end it early. */
export function dataBlock(id: string, value: unknown): Markup {
  const json = { text: JSON.stringify(value).replaceAll('<', '\\u003c') };
  markups.add(json);
  return html`<script type="application/json" id="${id}">${json}</script>`;
}
