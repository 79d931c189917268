// The form between a browser and a submission: the same names whether a script reads it or a browser posts it.

import { parseOrRefuse, type RunLimitName, Submission, sanitizers, warnings } from '@cellblock/contract';

export type Form = Record<string, string>;

/** The limits that the form has, each with the unit that a person types it in. */
export const limitFields: { name: RunLimitName; unit: string; factor: number }[] = [
  { name: 'cpuMs', unit: 'ms', factor: 1 },
  { name: 'wallMs', unit: 'ms', factor: 1 },
  { name: 'memoryBytes', unit: 'MiB', factor: 1024 * 1024 },
  { name: 'outputBytes', unit: 'KiB', factor: 1024 },
  { name: 'stackBytes', unit: 'MiB', factor: 1024 * 1024 },
  { name: 'processes', unit: '', factor: 1 },
];

/** The submission that a form holds. AppError invalid_field for what is none. */
export function submissionOf(form: Form): Submission {
  const files = filesOf(form);
  const [only] = files;
  const isOne = files.length === 1 && only?.path === 'main.c';
  return parseOrRefuse(Submission, {
    ...(isOne ? { source: only.content } : { files }),
    stdin: plain(form['stdin']),
    args: wordsOf(plain(form['args'])),
    compiler: compilerOf(form),
    ...(form['profile'] === undefined ? {} : { profile: form['profile'] }),
    limits: limitsOf(form),
    explainCrash: form['explainCrash'] !== undefined,
  });
}

// Browsers end lines of a form with two characters; programs are written with one.
const plain = (text = '') => text.replaceAll('\r\n', '\n');

function filesOf(form: Form): { path: string; content: string }[] {
  const indexes = Object.keys(form).flatMap((name) => /^content\.(\d{1,2})$/.exec(name)?.[1] ?? []);
  return indexes
    .map((index) => ({ path: form[`path.${index}`] ?? 'main.c', content: plain(form[`content.${index}`]) }))
    .filter(({ path, content }) => path !== '' || content !== '');
}

function compilerOf(form: Form) {
  const chosen = <Name extends string>(list: string, names: readonly Name[]) =>
    names.filter((name) => form[`${list}.${name}`] !== undefined);
  const given = Object.entries({
    name: form['compiler'],
    standard: form['standard'],
    optimize: form['optimize'],
    link: form['link'],
  }).filter(([, value]) => value !== undefined);
  // A box that is not ticked is not sent, so a form says that it has the boxes.
  const lists =
    form['boxes'] === undefined
      ? {}
      : { warnings: chosen('warnings', warnings), sanitize: chosen('sanitize', sanitizers) };
  return { ...Object.fromEntries(given), ...lists };
}

function limitsOf(form: Form): Partial<Record<RunLimitName, number>> {
  const given = limitFields.filter(({ name }) => (form[`limits.${name}`] ?? '').trim() !== '');
  return Object.fromEntries(
    given.map(({ name, factor }) => [name, Math.round(Number(form[`limits.${name}`]) * factor)]),
  );
}

/** Arguments as in a shell: words, or anything in single or double quotes; a backslash takes what follows it as it is. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  const pattern = /(?:[^\s'"\\]|\\[\s\S]|'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?)+/g;
  for (const [word] of text.matchAll(pattern)) words.push(unquoted(word));
  return words;
}

const unquoted = (word: string) =>
  word.replace(
    /\\([\s\S])|'([^']*)'?|"((?:[^"\\]|\\[\s\S])*)"?/g,
    (_whole, one, single, double) => one ?? single ?? String(double).replace(/\\([\s\S])/g, '$1'),
  );

/** Arguments as `wordsOf` reads them. */
export const spelled = (args: readonly string[]): string =>
  args.map((each) => (/^[\w@%+=:,./-]+$/.test(each) ? each : `'${each.replaceAll("'", `'"'"'`)}'`)).join(' ');
