// A command line of gcc's read into our own options, for clients that send one. What has no equivalent here is a
// refusal that names the flag and says why; nothing is dropped that could change what a program does.

import {
  Compiler,
  type CompilerInput,
  codegens,
  libraries,
  optimizations,
  sanitizers,
  standards,
} from './compiler.js';
import { shellWords } from './shell-words.js';
import { warnings } from './warnings.js';

/** What a command line means: options, flags that change nothing, and the sources that it names; or why not. */
export type FlagsRead =
  | { compiler: Compiler; ignored: string[]; named: string[] }
  | { refused: string; reason: string };

/** What a flag makes of the options; a string says why it can't be had, null that it changes nothing. */
type Effect = (compiler: Compiler, value: string) => Partial<Compiler> | string | null;

type Row = { flag: RegExp; effect: Effect };

const harmless: Effect = () => null;
const refuse =
  (reason: string): Effect =>
  () =>
    reason;

const oldStandards: Readonly<Record<string, Compiler['standard']>> = {
  'iso9899:1990': 'c90',
  'iso9899:1999': 'c99',
  'iso9899:2011': 'c11',
  'iso9899:2017': 'c17',
  'iso9899:2018': 'c18',
  c9x: 'c99',
  c1x: 'c11',
  c2x: 'c23',
  gnu9x: 'gnu99',
  gnu1x: 'gnu11',
  gnu2x: 'gnu23',
};

const mostFlags = 256;

// Linked anyway, or part of what is.
const ownLibraries: readonly string[] = ['c', 'gcc', 'gcc_s'];
const mostLevel = /^[4-9]$|^\d\d+$/;

/** What each flag means here; the first row that fits decides. What fits none is refused as not known. */
const rows: readonly Row[] = [
  { flag: /^--?std=(.+)$/, effect: standard },
  { flag: /^-ansi$/, effect: () => ({ standard: 'c90' }) },
  { flag: /^-O(.*)$/, effect: optimization },
  { flag: /^-(?:pedantic|Wpedantic)$/, effect: (compiler) => withWarning(compiler, 'pedantic') },
  { flag: /^-pedantic-errors$/, effect: (compiler) => withWarning(compiler, 'pedantic-errors') },
  { flag: /^-w$/, effect: (compiler) => withWarning(compiler, 'none') },
  { flag: /^-W[alp],/, effect: refuse('options of other tools than the compiler are not taken') },
  { flag: /^-Wno-(.+)$/, effect: withoutWarning },
  { flag: /^-W(.*)$/, effect: warning },
  { flag: /^-D(.+)$/, effect: define },
  { flag: /^-U(.+)$/, effect: undefine },
  { flag: /^-l(.+)$/, effect: library },
  { flag: /^-pthread$/, effect: (compiler) => library(compiler, 'pthread') },
  { flag: /^-static$/, effect: () => ({ link: 'static' }) },
  { flag: /^-fsanitize=(.+)$/, effect: sanitizer },
  { flag: /^-x(.+)$/, effect: (_, value) => (value === 'c' ? null : 'programs are compiled as C alone') },
  // The defaults here, or only about what gcc says and how fast it is.
  { flag: /^-g(?:[0-3]|gdb[0-3]?|dwarf(?:-[2-5])?)?$/, effect: harmless },
  { flag: /^-(?:pipe|save-temps|rdynamic|s|m64|static-libgcc|Q|time)$/, effect: harmless },
  { flag: /^-f(?:no-)?diagnostics-|^-f(?:max-errors|message-length|tabstop)=/, effect: harmless },
  { flag: /^-f(?:input|exec)-charset=utf-?8$/i, effect: harmless },
  { flag: /^-(?:f(?:no-)?pi[ce]|(?:no-)?pie)$/i, effect: harmless }, // where it is placed is not ours to promise
  { flag: /^-m(?:tune=.+|arch=(?:native|x86-64))$/, effect: harmless }, // instructions that mean the same
  { flag: /^-[IL]\.?\/?$/, effect: harmless }, // the sources' own directory
  // What can't be had.
  { flag: /^-f(openmp|openacc|gnu-tm)$/, effect: refuse('its library is not installed here') },
  {
    flag: /^-f(?:profile|test-coverage|lto|plugin)|^--coverage$/,
    effect: refuse('it needs files besides the program'),
  },
  { flag: /^-[cESM]|^-shared$|^-o/, effect: refuse('sources are always compiled to one program') },
  { flag: /^-(?:[IL]|include|isystem|iquote|idirafter)/, effect: refuse('there are no other directories') },
  { flag: /^-m32$|^-mx32$/, effect: refuse('programs are of 64 bits') },
  { flag: /^-m/, effect: refuse('programs are for x86-64 without extensions') },
  { flag: /^-f(.+)$/, effect: codegen },
  { flag: /^@/, effect: refuse('flags are not read from files') },
];

/**
 * What these words of gcc's command line make of `base`, which counts where they say nothing. They are put together and
 * split as a shell splits words, as clients rely on. Words that are one of `sources` name what is to be compiled.
 */
export function compilerOf(
  words: readonly string[],
  base: CompilerInput,
  sources: readonly string[] = [],
): FlagsRead {
  const flags = flagsIn(words.join(' '));
  if (flags === null) return { refused: words.join(' '), reason: 'a quote is not closed' };
  if (flags.length > mostFlags) return { refused: `flag ${mostFlags + 1}`, reason: 'there are too many' };
  let compiler = Compiler.parse(base);
  const ignored: string[] = [];
  const named: string[] = [];
  for (const flag of flags) {
    if (sources.includes(flag)) {
      named.push(flag);
      continue;
    }
    const effect = effectOf(flag, compiler);
    if (typeof effect === 'string') return { refused: flag, reason: effect };
    if (effect === null) {
      ignored.push(flag);
      continue;
    }
    const parsed = Compiler.safeParse({ ...compiler, ...effect });
    if (!parsed.success)
      return { refused: flag, reason: parsed.error.issues[0]?.message ?? 'it is not valid' };
    compiler = parsed.data;
  }
  return { compiler, ignored, named };
}

function effectOf(flag: string, compiler: Compiler): ReturnType<Effect> {
  for (const { flag: pattern, effect } of rows) {
    const match = pattern.exec(flag);
    if (match !== null) return effect(compiler, match[1] ?? '');
  }
  return 'it is not known here';
}

// Flags whose value may be the next word.
const apart = /^-(?:[xDUlILo]|include|isystem|iquote|idirafter)$/;

function flagsIn(line: string): string[] | null {
  const flags: string[] = [];
  const words = shellWords(line);
  if (words === null) return null;
  for (const word of words) {
    const last = flags.at(-1);
    if (last !== undefined && apart.test(last)) flags[flags.length - 1] = last + word;
    else flags.push(word);
  }
  return flags;
}

/** `value` where it is in the table, as one of its members. */
const oneOf = <Name extends string>(table: readonly Name[], value: string): Name | undefined =>
  table.find((name) => name === value);

const added = <Name>(list: readonly Name[], name: Name): Name[] => [
  ...list.filter((each) => each !== name),
  name,
];

function standard(_: Compiler, value: string): ReturnType<Effect> {
  const known =
    oneOf(standards, value) ?? (Object.hasOwn(oldStandards, value) ? oldStandards[value] : undefined);
  return known === undefined ? `known standards are ${standards.join(', ')}` : { standard: known };
}

function optimization(_: Compiler, value: string): ReturnType<Effect> {
  const level = value === '' ? '1' : value === 'z' ? 's' : mostLevel.test(value) ? '3' : value;
  const optimize = oneOf(optimizations, level);
  return optimize === undefined ? `known levels are ${optimizations.join(', ')}` : { optimize };
}

function warning(compiler: Compiler, value: string): ReturnType<Effect> {
  const plain = /^(?:implicit-fallthrough=3|format=1)$/.test(value) ? value.slice(0, -2) : value;
  const name = oneOf(warnings, plain === '' ? 'extra' : plain);
  return name === undefined ? 'there is no such warning here' : withWarning(compiler, name);
}

function withWarning(compiler: Compiler, name: Compiler['warnings'][number]): Partial<Compiler> {
  const opposite = name.startsWith('error=') ? `no-${name}` : `no-${name.replace(/=.*/, '')}`;
  return { warnings: added(compiler.warnings, name).filter((each) => each !== opposite) };
}

// Of a -Wno- that it does not know gcc says nothing either.
function withoutWarning(compiler: Compiler, value: string): ReturnType<Effect> {
  const rest = compiler.warnings.filter((name) => name !== value && name !== `error=${value}`);
  const name = oneOf(warnings, `no-${value}`);
  if (name !== undefined) return { warnings: added(rest, name) };
  return rest.length < compiler.warnings.length ? { warnings: rest } : null;
}

function define({ defines }: Compiler, value: string): ReturnType<Effect> {
  const [, name, text = '1'] = /^([^=]*)(?:=([\s\S]*))?$/.exec(value) ?? [];
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name))
    return 'only names without parameters can be defined';
  return { defines: { ...defines, [name]: text } };
}

function undefine({ defines }: Compiler, value: string): ReturnType<Effect> {
  if (!Object.hasOwn(defines, value)) return "the compiler's own macros can't be taken away";
  return { defines: Object.fromEntries(Object.entries(defines).filter(([name]) => name !== value)) };
}

function library(compiler: Compiler, value: string): ReturnType<Effect> {
  if (ownLibraries.includes(value)) return null;
  const name = oneOf(libraries, value);
  if (name === undefined) return `available libraries are ${libraries.join(', ')}`;
  return { libraries: added(compiler.libraries, name) };
}

function sanitizer(compiler: Compiler, value: string): ReturnType<Effect> {
  let { sanitize } = compiler;
  for (const each of value.split(',')) {
    const name = oneOf(sanitizers, each);
    if (name === undefined) return `available sanitizers are ${sanitizers.join(', ')}`;
    sanitize = added(sanitize, name);
  }
  return { sanitize };
}

function codegen(compiler: Compiler, value: string): ReturnType<Effect> {
  const name = oneOf(codegens, value);
  if (name === undefined) return 'it is not known here';
  const opposite = name.startsWith('no-') ? name.slice(3) : `no-${name}`;
  return { codegen: added(compiler.codegen, name).filter((each) => each !== opposite) };
}
