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
    if (option === undefined) throw new UsageError(`there is no option ${rawName}${meant(name, options)}`);
    if (option.choices !== undefined && value !== undefined)
      oneOf(option.choices, value, `--${name}`, option.choicesInWords);
  }
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
