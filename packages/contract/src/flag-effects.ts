// What flags of gcc's make of our options, each for the value that stands in it. The table of flags is in
// compiler-flags.ts.

import { type Compiler, codegens, libraries, optimizations, sanitizers, standards } from './compiler.js';
import { warnings } from './warnings.js';

/** What a flag makes of the options; a string says why it can't be had, null that it changes nothing. */
export type Effect = (compiler: Compiler, value: string) => Partial<Compiler> | string | null;

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

// Linked anyway, or part of what is.
const ownLibraries: readonly string[] = ['c', 'gcc', 'gcc_s'];
const mostLevel = /^[4-9]$|^\d\d+$/;

/** `value` where it is in the table, as one of its members. */
const oneOf = <Name extends string>(table: readonly Name[], value: string): Name | undefined =>
  table.find((name) => name === value);

const added = <Name>(list: readonly Name[], name: Name): Name[] => [
  ...list.filter((each) => each !== name),
  name,
];

export function standard(_: Compiler, value: string): ReturnType<Effect> {
  const known =
    oneOf(standards, value) ?? (Object.hasOwn(oldStandards, value) ? oldStandards[value] : undefined);
  return known === undefined ? `known standards are ${standards.join(', ')}` : { standard: known };
}

export function optimization(_: Compiler, value: string): ReturnType<Effect> {
  const level = value === '' ? '1' : value === 'z' ? 's' : mostLevel.test(value) ? '3' : value;
  const optimize = oneOf(optimizations, level);
  return optimize === undefined ? `known levels are ${optimizations.join(', ')}` : { optimize };
}

// Levels that are what the name alone stands for.
const usualLevels: readonly string[] = [
  'array-bounds=1',
  'array-parameter=2',
  'attribute-alias=1',
  'bidi-chars=any',
  'dangling-pointer=2',
  'format=1',
  'format-overflow=1',
  'format-truncation=1',
  'implicit-fallthrough=3',
  'normalized=nfc',
  'shadow=global',
  'shift-overflow=1',
  'strict-aliasing=3',
  'strict-overflow=2',
  'stringop-overflow=2',
  'unused-const-variable=2',
  'use-after-free=2',
];

export function warning(compiler: Compiler, value: string): ReturnType<Effect> {
  const plain = usualLevels.includes(value) ? value.replace(/=.*/, '') : value;
  const name = oneOf(warnings, plain === '' ? 'extra' : plain);
  return name === undefined ? 'there is no such warning here' : withWarning(compiler, name);
}

export function withWarning(compiler: Compiler, name: Compiler['warnings'][number]): Partial<Compiler> {
  const opposite = name.startsWith('error=') ? `no-${name}` : `no-${name.replace(/=.*/, '')}`;
  return { warnings: added(compiler.warnings, name).filter((each) => each !== opposite) };
}

// gcc names a -Wno- that it does not know only where it has something else to say, and it changes nothing there.
export function withoutWarning(compiler: Compiler, value: string): ReturnType<Effect> {
  const rest = compiler.warnings.filter((name) => name !== value && name !== `error=${value}`);
  const name = oneOf(warnings, `no-${value}`);
  if (name !== undefined) return { warnings: added(rest, name) };
  return rest.length < compiler.warnings.length ? { warnings: rest } : null;
}

export function define({ defines }: Compiler, value: string): ReturnType<Effect> {
  const [, name, text = '1'] = /^([^=]*)(?:=([\s\S]*))?$/.exec(value) ?? [];
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name))
    return 'only names without parameters can be defined';
  // A record loses it.
  if (name === '__proto__') return 'this name can not be defined here';
  return { defines: { ...defines, [name]: text } };
}

export function undefine({ defines }: Compiler, value: string): ReturnType<Effect> {
  if (!Object.hasOwn(defines, value)) return "the compiler's own macros can't be taken away";
  return { defines: Object.fromEntries(Object.entries(defines).filter(([name]) => name !== value)) };
}

export function library(compiler: Compiler, value: string): ReturnType<Effect> {
  if (ownLibraries.includes(value)) return null;
  const name = oneOf(libraries, value);
  if (name === undefined) return `available libraries are ${libraries.join(', ')}`;
  return { libraries: added(compiler.libraries, name) };
}

export function sanitizer(compiler: Compiler, value: string): ReturnType<Effect> {
  let { sanitize } = compiler;
  for (const each of value.split(',')) {
    const name = oneOf(sanitizers, each);
    if (name === undefined) return `available sanitizers are ${sanitizers.join(', ')}`;
    sanitize = added(sanitize, name);
  }
  return { sanitize };
}

export function codegen(compiler: Compiler, value: string): ReturnType<Effect> {
  const name = oneOf(codegens, value);
  if (name === undefined) return 'it is not known here';
  const opposite = name.startsWith('no-') ? name.slice(3) : `no-${name}`;
  return { codegen: added(compiler.codegen, name).filter((each) => each !== opposite) };
}
