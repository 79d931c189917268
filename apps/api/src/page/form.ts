// The form between a browser and a submission: the same names whether a script reads it or a browser posts it.

import {
  AppError,
  apart,
  fileName,
  parseOrRefuse,
  type RunLimitName,
  Submission,
  sanitizers,
  spelled,
  submissionBounds,
  together,
  warnings,
  wordsAsTyped,
} from '@cellblock/contract';
import { z } from 'zod';
import { shownFiles, textIn } from './source-files.js';

export type Form = Record<string, string>;

/** A file as the form has it; what is no text is base64 in it. */
export type FormFile = { path: string; content: string; encoding: string };

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
  const typed = filesIn(form);
  if (typed.length === 0) throw noSource;
  const { limits, units, inputs: held = [], ...unseen } = unseenIn(form);
  const { files, inputs } = apart(typed, held);
  const [only] = files;
  const isOne = files.length === 1 && only?.path === 'main.c' && only.encoding === 'utf8';
  const paths = new Set(files.map(({ path }) => path));
  const kept = isOne ? [] : units?.filter((path) => paths.has(path));
  const lists = { files, inputs: [...held, ...inputs] };
  const asked = {
    ...unseen,
    ...(kept === undefined || kept.length === 0 ? {} : { units: kept }),
    ...(isOne ? { source: only.content } : { files }),
    inputs: lists.inputs,
    stdin: plain(form['stdin']),
    stdinEncoding: form['stdinEncoding'] ?? 'utf8',
    args: wordsAsTyped(plain(form['args'])),
    compiler: compilerOf(form),
    ...(form['profile'] === undefined ? {} : { profile: form['profile'] }),
    limits: { ...limits, ...limitsOf(form) },
    explainCrash: form['explainCrash'] !== undefined,
  };
  return parseOrRefuse(Submission, asked, (path) => fileName(path, lists));
}

const noSource = new AppError('invalid_field', {
  field: 'content.0',
  message: 'content.0 is required: the source; path.0 is its name, and content.1 and so on are more files',
});

/** The form that holds a submission: `submissionOf` makes the same of it again, with crashes explained. */
export function formOf(submission: Submission): Form {
  const { compiler, limits, args, profile } = submission;
  const stdin = textIn({ content: submission.stdin, encoding: submission.stdinEncoding });
  const form: Form = {
    ...{ boxes: 'on', explainCrash: 'on', args: spelled(args), profile, unseen: unseenOf(submission) },
    ...(stdin === null ? { stdin: submission.stdin, stdinEncoding: 'base64' } : { stdin }),
    ...{ compiler: compiler.name, standard: compiler.standard },
    ...{ optimize: compiler.optimize, link: compiler.link },
  };
  for (const [index, { path, text, base64 }] of shownFiles(submission).entries()) {
    form[`path.${index}`] = path;
    form[`content.${index}`] = base64 ?? text ?? '';
    if (base64 !== null) form[`encoding.${index}`] = 'base64';
  }
  for (const name of compiler.warnings) form[`warnings.${name}`] = 'on';
  for (const name of compiler.sanitize) form[`sanitize.${name}`] = 'on';
  for (const { name, factor } of limitFields) {
    const value = limits[name];
    if (value !== undefined) form[`limits.${name}`] = String(value / factor);
  }
  return form;
}

// Browsers end lines of a form with two characters; programs are written with one.
const plain = (text = '') => text.replaceAll('\r\n', '\n');

/** The files of a form, without those that nothing was typed for. */
export function filesIn(form: Form): FormFile[] {
  const indexes = Object.keys(form).flatMap((name) => /^content\.(\d{1,3})$/.exec(name)?.[1] ?? []);
  return indexes
    .sort((one, other) => Number(one) - Number(other))
    .map((index) => ({
      path: form[`path.${index}`] ?? 'main.c',
      content: plain(form[`content.${index}`]),
      encoding: form[`encoding.${index}`] ?? 'utf8',
    }))
    .filter(({ path, content }) => path !== '' || content !== '');
}

/** Those of a list of compiler options whose boxes are ticked. */
export const ticked = <Name extends string>(form: Form, list: string, names: readonly Name[]): Name[] =>
  names.filter((name) => form[`${list}.${name}`] !== undefined);

function compilerOf(form: Form) {
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
      : {
          warnings: ticked(form, 'warnings', warnings),
          sanitize: ticked(form, 'sanitize', sanitizers),
        };
  return { ...Object.fromEntries(given), ...lists };
}

// What is no number is left as it was typed, to be refused as that.
function limitsOf(form: Form): Partial<Record<RunLimitName, number | string>> {
  return Object.fromEntries(
    limitFields.flatMap(({ name, factor }) => {
      const typed = (form[`limits.${name}`] ?? '').trim();
      const value = Math.round(Number(typed) * factor);
      return typed === '' ? [] : [[name, Number.isNaN(value) ? typed : value]];
    }),
  );
}

// Checked with the submission that it is put into.
const Unseen = z
  .strictObject({
    units: z.array(z.string()),
    inputs: z.array(z.looseObject({ path: z.string() })).max(submissionBounds.inputFiles.maximum),
    outputs: z.array(z.string()),
    limits: z.record(z.string(), z.number().optional()),
  })
  .partial();

// What a submission of the API's may have and the form has no fields for goes along as it is.
function unseenOf(submission: Submission): string {
  const { units, outputs, limits } = submission;
  const inputs = together(submission).rest;
  const isSeen = (name: string) => limitFields.some((field) => field.name === name);
  const others = Object.entries(limits).filter(([name]) => !isSeen(name));
  const unseen: z.input<typeof Unseen> = {
    ...(units === undefined ? {} : { units }),
    ...(inputs.length === 0 ? {} : { inputs }),
    ...(outputs.length === 0 ? {} : { outputs }),
    ...(others.length === 0 ? {} : { limits: Object.fromEntries(others) }),
  };
  return Object.keys(unseen).length === 0 ? '' : JSON.stringify(unseen);
}

/** The names of the files that go along unseen, for the reader to know of. */
export function unseenNames(form: Form): string[] {
  try {
    const { inputs = [], outputs = [] } = unseenIn(form);
    return [...inputs.map(({ path }) => path), ...outputs];
  } catch {
    return [];
  }
}

/** What goes along unseen. AppError invalid_field for what the page has not put there. */
export function unseenIn({ unseen = '' }: Form): z.output<typeof Unseen> {
  if (unseen === '') return {};
  try {
    return Unseen.parse(JSON.parse(unseen));
  } catch {
    throw new AppError('invalid_field', {
      field: 'unseen',
      message: 'unseen is not as the page made it; load the page again',
    });
  }
}
