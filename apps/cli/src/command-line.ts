// A command's arguments, read by its table of options.

import { parseArgs } from 'node:util';
import { nearest } from '@cellblock/runtime';
import type { OptionTable, Values } from './command.js';
import { UsageError } from './terminal.js';

/** The arguments as `options` has them. UsageError says what is wrong, and what may have been meant. */
export function parseCommandLine<const Table extends OptionTable>(
  args: string[],
  options: Table,
): { values: Values<Table>; operands: string[]; rest: string[] } {
  refuseUnknown(args, options);
  const { values, tokens } = parseArgs({ args, options, allowPositionals: true, tokens: true });
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? Number.POSITIVE_INFINITY;
  const positionals = tokens.filter((token) => token.kind === 'positional');
  const valuesOf = (isIt: (index: number) => boolean) =>
    positionals.filter(({ index }) => isIt(index)).map(({ value }) => value);
  return { values, operands: valuesOf((index) => index < end), rest: valuesOf((index) => index > end) };
}

function refuseUnknown(args: string[], options: OptionTable): void {
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      const word = args[token.index] ?? rawName;
      throw new UsageError(
        remedyFor(word, options) ?? `there is no option ${rawName}${meant(name, options)}`,
      );
    }
    if (option.choices !== undefined && value !== undefined)
      oneOf(option.choices, value, `--${name}`, option.choicesInWords);
  }
}

// Flags of gcc's that are spelled otherwise here, each with the option that says it, or not needed.
const gccFlags: readonly { flag: RegExp; option: string; remedy: (value: string) => string }[] = [
  { flag: /^-std=(.+)$/, option: 'std', remedy: (value) => `use --std ${value}` },
  { flag: /^-ansi$/, option: 'std', remedy: () => 'use --std c90' },
  { flag: /^-static$/, option: 'static', remedy: () => 'use --static' },
  {
    flag: /^-fsanitize=(.+)$/,
    option: 'sanitize',
    remedy: (value) => `use --sanitize ${value.split(',').join(' --sanitize ')}`,
  },
  {
    flag: /^-pthread$/,
    option: 'library',
    remedy: () => 'pthread is linked unless --library says otherwise',
  },
  { flag: /^-g\d?$/, option: 'compiler', remedy: () => 'run --explain-crash says where a program crashed' },
  {
    flag: /^-I/,
    option: 'compiler',
    remedy: () => 'name the headers too, they are found beside what includes them',
  },
  { flag: /^-pedantic((?:-errors)?)$/, option: 'warn', remedy: (value) => `use -Wpedantic${value}` },
  {
    flag: /^-[coES]$/,
    option: 'compiler',
    remedy: () => 'sources are always compiled to one program, which is run',
  },
];

// The parser tells words of one dash as their first letter.
function remedyFor(word: string, options: OptionTable): string | undefined {
  for (const { flag, option, remedy } of gccFlags) {
    const match = Object.hasOwn(options, option) ? flag.exec(word) : null;
    if (match !== null) return `there is no option ${word}; ${remedy(match[1] ?? '')}`;
  }
  return undefined;
}

function meant(name: string, options: OptionTable): string {
  const near = nearest(name, Object.keys(options));
  return near === undefined ? '' : `; did you mean --${near}?`;
}

/** The one of `names` that `text` is; UsageError, which lists them or has them `inWords`, for any other. */
export function oneOf<const Name extends string>(
  names: readonly Name[],
  text: string,
  option: string,
  inWords = names.join(', '),
): Name {
  const name = names.find((each) => each === text);
  if (name !== undefined) return name;
  const near = nearest(text, names);
  const remedy = near === undefined ? '' : `; did you mean ${near}?`;
  throw new UsageError(`${option} must be one of ${inWords}, not ${text}${remedy}`);
}

/** The whole number that `text` is; UsageError for anything else. */
export function numberOf(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} must be a whole number, not ${text}`);
  return Number(text);
}

/** The number that `text` is, from 0 on; UsageError for anything else. */
export function decimalOf(text: string, option: string): number {
  const isDecimal = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text);
  if (!isDecimal || !Number.isFinite(Number(text)))
    throw new UsageError(`${option} must be a number from 0 on, as 0.001 or 1e-6, not ${text}`);
  return Number(text);
}
