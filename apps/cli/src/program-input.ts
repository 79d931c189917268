// The program that a command line names: its sources, how to compile it, and its limits.

import { basename, dirname, relative, resolve, sep } from 'node:path';
import {
  apart,
  compilerNames,
  type File,
  FilePath,
  libraries,
  optimizations,
  profiles,
  type RunLimitName,
  runLimits,
  type SubmissionInput,
  sanitizers,
  standards,
  warnings,
  warningsInWords,
} from '@cellblock/contract';
import type { OptionTable, Values } from './command.js';
import { numberOf, oneOf } from './command-line.js';
import { encoded, readInput } from './input-files.js';
import { type Terminal, UsageError } from './terminal.js';

export const limitNames = Object.keys(runLimits) as RunLimitName[];

/** The options that say how a program is compiled and run. */
export const programOptions = {
  std: { type: 'string', value: 'STANDARD', choices: standards, about: 'the standard of C, default gnu17' },
  optimize: { type: 'string', short: 'O', value: 'LEVEL', choices: optimizations, about: 'default 1' },
  warn: {
    type: 'string',
    short: 'W',
    value: 'NAME',
    multiple: true,
    choices: warnings,
    choicesInWords: warningsInWords,
    about: 'warnings, in place of all',
  },
  define: {
    type: 'string',
    short: 'D',
    value: 'NAME[=TEXT]',
    multiple: true,
    about: 'a macro, 1 where no text is given',
  },
  library: {
    type: 'string',
    short: 'l',
    value: 'NAME',
    multiple: true,
    choices: libraries,
    about: 'libraries, in place of m and pthread',
  },
  static: { type: 'boolean', about: 'link statically' },
  sanitize: {
    type: 'string',
    value: 'NAME',
    multiple: true,
    choices: sanitizers,
    about: 'build a sanitizer in',
  },
  compiler: { type: 'string', value: 'NAME', choices: compilerNames, about: 'default gcc' },
  profile: { type: 'string', value: 'NAME', choices: profiles, about: 'what it may do, default standard' },
  limit: {
    type: 'string',
    value: 'NAME=N',
    multiple: true,
    about: `a bound of its run, of ${limitNames.join(', ')}`,
  },
} as const satisfies OptionTable;

type Sources = Pick<SubmissionInput, 'source' | 'files'> & { inputs: File[] };

type Program = Sources & Pick<SubmissionInput, 'compiler' | 'profile' | 'limits'>;

/** The program in these files, `-` for standard input, and those that are there for it to read. Failure for what can't be read, UsageError for what can't be meant. */
export async function programIn(
  paths: readonly string[],
  values: Values<typeof programOptions>,
  terminal: Terminal,
): Promise<Program> {
  const { profile, limit = [] } = values;
  const options = {
    compiler: compilerIn(values),
    ...(profile === undefined ? {} : { profile: oneOf(profiles, profile, '--profile') }),
    limits: Object.fromEntries(limit.map(limitOf)),
  };
  return { ...(await sourcesIn(paths, terminal)), ...options };
}

/** NAME=N as a limit and its value. */
export function limitOf(text: string): [RunLimitName, number] {
  const [name = '', value] = text.split('=', 2);
  const limit = oneOf(limitNames, name, '--limit');
  if (value === undefined || value === '')
    throw new UsageError(`--limit ${name} needs a value, as ${name}=${runLimits[limit].default}`);
  return [limit, numberOf(value, `--limit ${name}=`)];
}

// As gcc tells them; but .C is how old systems of Microsoft's write .c.
const otherLanguages = /\.(?:cpp|cc|cp|cxx|c\+\+|m|mm|s|S|f90|go|rs|java|py)$/;

function refuseOtherLanguages(paths: readonly string[]): void {
  const other = paths.find((path) => otherLanguages.test(path));
  if (other === undefined) return;
  throw new UsageError(
    `${other} is not C by its name; only C is compiled, from files whose names end with .c. If it is for the program to read, run has --input ${other}`,
  );
}

async function sourcesIn(paths: readonly string[], terminal: Terminal): Promise<Sources> {
  const names = paths.length === 0 ? ['-'] : paths;
  if (names.includes('-') && names.length > 1) throw new UsageError('- can only be the only file');
  refuseOtherLanguages(names);
  const only = names.length === 1 ? (names[0] ?? '-') : null;
  // A file whose name the service would refuse is sent without one.
  if (only !== null && !(only.endsWith('.c') && FilePath.safeParse(basename(only)).success)) {
    const bytes = await readInput(only, terminal);
    if (paths.length === 0 && bytes.length === 0)
      throw new UsageError('name the source, or give it on standard input, which is empty');
    return { source: textIn(bytes, only), inputs: [] };
  }
  const root = commonDirectory(names);
  const files = names.map(async (path) => ({
    path: relative(root, resolve(path)).split(sep).join('/'),
    ...encoded(await readInput(path, terminal)),
  }));
  return apart(await Promise.all(files));
}

function textIn(bytes: Buffer, name: string): string {
  const { content, encoding } = encoded(bytes);
  if (encoding === 'utf8') return content;
  const shown = name === '-' ? 'standard input' : name;
  throw new UsageError(`${shown} is not UTF-8; a source in another encoding needs a name that ends with .c`);
}

function commonDirectory(paths: readonly string[]): string {
  let common = dirname(resolve(paths[0] ?? '.'));
  for (const path of paths) {
    while (!resolve(path).startsWith(common === sep ? sep : common + sep)) common = dirname(common);
  }
  return common;
}

function compilerIn(values: Values<typeof programOptions>): SubmissionInput['compiler'] {
  const { std, optimize, warn, define, library, static: isStatic, sanitize, compiler } = values;
  return {
    ...(compiler === undefined ? {} : { name: oneOf(compilerNames, compiler, '--compiler') }),
    ...(std === undefined ? {} : { standard: oneOf(standards, std, '--std') }),
    ...(optimize === undefined ? {} : { optimize: oneOf(optimizations, optimize, '--optimize') }),
    ...(warn === undefined
      ? {}
      : { warnings: warn.map((name) => oneOf(warnings, name, '--warn', warningsInWords)) }),
    ...(define === undefined ? {} : { defines: Object.fromEntries(define.map(macroOf)) }),
    ...(library === undefined
      ? {}
      : { libraries: library.map((name) => oneOf(libraries, name, '--library')) }),
    ...(isStatic === true ? { link: 'static' as const } : {}),
    ...(sanitize === undefined
      ? {}
      : { sanitize: sanitize.map((name) => oneOf(sanitizers, name, '--sanitize')) }),
  };
}

function macroOf(text: string): [string, string] {
  const [name = '', value = '1'] = text.split(/=(.*)/s, 2);
  return [name, value];
}
