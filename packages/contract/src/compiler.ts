// What a submission may ask of a compiler. Enums and patterns only: no flag string ever reaches a command line.

import { z } from 'zod';
import { shown } from './refusal.js';
import { Text } from './text.js';
import { warnings, warningsInWords } from './warnings.js';

export const compilerNames = ['gcc', 'tcc', 'clang'] as const;
export const standards = [
  'c89',
  'c90',
  'c99',
  'c11',
  'c17',
  'c18',
  'c23',
  'gnu89',
  'gnu90',
  'gnu99',
  'gnu11',
  'gnu17',
  'gnu18',
  'gnu23',
] as const;
export const optimizations = ['0', '1', '2', '3', 's', 'g', 'fast'] as const;
/** Ways to generate code that change what some programs do, as -f takes them; they are gcc's alone. */
export const codegens = [
  'builtin',
  'no-builtin',
  'common',
  'no-common',
  'omit-frame-pointer',
  'no-omit-frame-pointer',
  'short-enums',
  'signed-char',
  'unsigned-char',
  'stack-protector',
  'stack-protector-all',
  'stack-protector-strong',
  'no-stack-protector',
  'no-strict-aliasing',
  'strict-aliasing',
  'no-delete-null-pointer-checks',
  'trapv',
  'wrapv',
  'no-inline',
  'unroll-loops',
] as const;
export const libraries = [
  'm',
  'pthread',
  'rt',
  'dl',
  'crypt',
  'util',
  'resolv',
  'atomic',
  'quadmath',
] as const;
export const sanitizers = ['address', 'undefined'] as const;
export const links = ['dynamic', 'static'] as const;

const DefineName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a C identifier');
const DefineValue = Text.max(1024).regex(/^[^\0\r\n]*$/, 'must not hold NUL or line breaks');
const maximumDefines = 64;

const Warning = z.enum(warnings, {
  error: ({ input }) => `must be one of ${warningsInWords}, received ${shown(input)}${withoutFlag(input)}`,
});

/** The name that is meant where a warning is spelled as the flag, `-Wall`. */
function withoutFlag(input: unknown): string {
  const name = /^-?W(.+)$/.exec(String(input))?.[1];
  return warnings.some((known) => known === name) ? `; did you mean "${name}"?` : '';
}

const CompilerShape = z.strictObject({
  name: z.enum(compilerNames).default('gcc'),
  standard: z.enum(standards).default('gnu17'),
  optimize: z.enum(optimizations).default('1'),
  warnings: z.array(Warning).max(warnings.length).default(['all']).meta({
    description: "As gcc's -W takes them; `none` is -w. One with no- before it is put off.",
  }),
  codegen: z.array(z.enum(codegens)).max(codegens.length).default([]),
  defines: z
    .record(DefineName, DefineValue)
    .refine((defines) => Object.keys(defines).length <= maximumDefines, {
      error: `must hold at most ${maximumDefines} names`,
    })
    .default({}),
  libraries: z.array(z.enum(libraries)).max(libraries.length).default(['m', 'pthread']),
  link: z.enum(links).default('dynamic'),
  sanitize: z.array(z.enum(sanitizers)).max(sanitizers.length).default([]),
});

/** Combinations that no compiler we have can do; each row names the field to change and says why. */
const impossible: {
  field: keyof z.infer<typeof CompilerShape>;
  when: (compiler: z.infer<typeof CompilerShape>) => boolean;
  message: string;
}[] = [
  {
    field: 'sanitize',
    when: ({ name, sanitize }) => name === 'tcc' && sanitize.length > 0,
    message: 'must be empty with the compiler tcc, which has no sanitizers',
  },
  {
    field: 'sanitize',
    when: ({ link, sanitize }) => link === 'static' && sanitize.length > 0,
    message: 'must be empty with static linking; sanitizers need link dynamic',
  },
  {
    field: 'codegen',
    when: ({ name, codegen }) => name === 'tcc' && codegen.length > 0,
    message: 'must be empty with the compiler tcc, which generates code in one way only',
  },
  {
    field: 'link',
    when: ({ name, link }) => name === 'tcc' && link === 'static',
    message: 'must be dynamic with the compiler tcc, which cannot link glibc statically',
  },
];

/** How to compile. The defaults are gcc, gnu17, optimize 1, warnings all, libraries m and pthread, dynamic. */
export const Compiler = CompilerShape.superRefine((compiler, context) => {
  for (const { field, when, message } of impossible) {
    if (when(compiler)) context.addIssue({ code: 'custom', path: [field], message });
  }
}).meta({ id: 'Compiler', description: 'How to compile; every member is optional.' });
export type Compiler = z.infer<typeof Compiler>;

/** The same as a client writes it, every default left out. */
export type CompilerInput = z.input<typeof Compiler>;
