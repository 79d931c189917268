// The words of the page in the language that it came in.

import { the } from './dom.js';

const texts: Record<string, string> = JSON.parse(the('#texts', HTMLScriptElement).textContent ?? '{}');

/** Says a text, `{name}` in it replaced; its key where there is no such text. */
export const say = (key: string, values: Record<string, string | number> = {}): string =>
  (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** Why the service refused something, in the page's language with what to do, and in its own words. */
export const refusalText = (code: string, message: string, seconds: string | null = null): string =>
  texts[`refused.${code}`] === undefined
    ? message
    : `${say(`refused.${code}`, { seconds: seconds ?? 1 })} ${message}`;
