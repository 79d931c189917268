// From enums to command lines: one table per compiler and option, applied in the table's order, so that the
// same choices always make the same argv. No string of a user becomes an argument but a define's value, which
// follows its name and so can't be taken for a flag or a response file.

import { type Compiler, codegens, libraries, warnings } from '@cellblock/contract';

type Table<Key extends string> = Readonly<Record<Key, string>>;

// gcc 12 knows C23 by its working title; -std=c18 is another spelling of c17 that only the driver accepts.
const gccStandards: Table<Compiler['standard']> = {
  c89: '-std=c90',
  c90: '-std=c90',
  c99: '-std=c99',
  c11: '-std=c11',
  c17: '-std=c17',
  c18: '-std=c17',
  c23: '-std=c2x',
  gnu89: '-std=gnu90',
  gnu90: '-std=gnu90',
  gnu99: '-std=gnu99',
  gnu11: '-std=gnu11',
  gnu17: '-std=gnu17',
  gnu18: '-std=gnu17',
  gnu23: '-std=gnu2x',
};

// tcc tells C11 from C99 and nothing else; what it can't do is refused in check.ts.
const tccStandards: Table<Compiler['standard']> = {
  c89: '-std=c99',
  c90: '-std=c99',
  c99: '-std=c99',
  c11: '-std=c11',
  c17: '-std=c11',
  c18: '-std=c11',
  c23: '-std=c11',
  gnu89: '-std=c99',
  gnu90: '-std=c99',
  gnu99: '-std=c99',
  gnu11: '-std=c11',
  gnu17: '-std=c11',
  gnu18: '-std=c11',
  gnu23: '-std=c11',
};

// Warnings whose option is not -W and the name.
const gccWarnings: Partial<Table<string>> = { none: '-w', 'pedantic-errors': '-pedantic-errors' };

// Past these the diagnostics are over their cap anyway; a file of nothing but stray characters would go on
// for minutes (300,000 lines of `@`: 8 minutes of CPU without it).
const mostErrors = '-fmax-errors=500';

// A sanitizer's report names lines and callers only with these; gcc adds neither by itself.
const forReports = ['-g1', '-fno-omit-frame-pointer'];

/** The options of cc1, for the template's `{options}`. */
export function gccOptions(compiler: Compiler): string[] {
  return [
    ...defines(compiler),
    `-O${compiler.optimize}`,
    ...chosen(warnings, compiler.warnings).map((name) => gccWarnings[name] ?? `-W${name}`),
    ...chosen(codegens, compiler.codegen).map((name) => `-f${name}`),
    gccStandards[compiler.standard],
    ...(compiler.sanitize.length > 0
      ? [`-fsanitize=${sanitizersOf(compiler).join(',')}`, ...forReports]
      : []),
    mostErrors,
  ];
}

/** The options of tcc, for the template's `{options}`. */
export function tccOptions(compiler: Compiler): string[] {
  return [
    ...defines(compiler),
    `-O${compiler.optimize}`,
    ...chosen(warnings, compiler.warnings).map((name) => `-W${name}`),
    tccStandards[compiler.standard],
  ];
}

// Archives are read in this order, each once: quadmath's come before those of m, which it needs itself.
const linkOrder = ['quadmath' as const, ...libraries.filter((name) => name !== 'quadmath')];

/** The libraries to link, for the template's `{libraries}`. */
export function libraryOptions(compiler: Compiler): string[] {
  return chosen(linkOrder, compiler.libraries).map((name) => `-l${name}`);
}

/** Those of a table that are asked for, in the table's order. */
function chosen<Name>(table: readonly Name[], asked: readonly Name[]): Name[] {
  const names = new Set(asked);
  return table.filter((name) => names.has(name));
}

/** The sanitizers asked for, each once, in the order that the toolchain's link modes name them. */
export function sanitizersOf({ sanitize }: Compiler): Compiler['sanitize'] {
  return (['address', 'undefined'] as const).filter((name) => sanitize.includes(name));
}

function defines(compiler: Compiler): string[] {
  return Object.entries(compiler.defines)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, value]) => ['-D', `${name}=${value}`]);
}
