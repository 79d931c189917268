// A command line of gcc's read into our own options, for clients that send one. What has no equivalent here is a
// refusal that names the flag and says why; nothing is dropped that could change what a program does.

import { Compiler, type CompilerInput } from './compiler.js';
import {
  codegen,
  define,
  type Effect,
  library,
  optimization,
  sanitizer,
  standard,
  undefine,
  warning,
  withoutWarning,
  withWarning,
} from './flag-effects.js';
import { shellWords } from './shell-words.js';

/** What a command line means: options, flags that change nothing, and the sources that it names; or why not. */
export type FlagsRead =
  | { compiler: Compiler; ignored: string[]; named: string[] }
  | { refused: string; reason: string };

type Row = { flag: RegExp; effect: Effect };

const harmless: Effect = () => null;
const refuse =
  (reason: string): Effect =>
  () =>
    reason;

const mostFlags = 256;

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
