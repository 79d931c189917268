// The option sets that fork servers are compared with: every value of every option that reaches a server, each with the
// others as they are by default, and some together. Macros reach none.

import { Compiler } from '@cellblock/contract';

const { standard, optimize, warnings, codegen, sanitize } = Compiler.shape;

const valuesOf = (field: { unwrap(): { options: readonly string[] } }) => field.unwrap().options;
const itemsOf = (field: { unwrap(): { element: { options: readonly string[] } } }) =>
  field.unwrap().element.options;

// With a prefix they change what is said of a warning, and with `none` nothing is said.
const said = itemsOf(warnings).filter((name) => !/^(?:none$|no-|error=)/.test(name));

type Choice = Parameters<typeof Compiler.parse>[0];

const together: Choice[] = [
  { standard: 'c90', warnings: ['all', 'extra', 'pedantic'] },
  { standard: 'c17', warnings: ['all', 'extra', 'pedantic', 'error'], optimize: '2' },
  { optimize: '3', warnings: said },
  { optimize: '0', warnings: [] },
  { warnings: ['none'] },
  { warnings: ['all', 'no-unused-variable', 'error=return-type', 'no-error=vla'] },
  { codegen: [...itemsOf(codegen)] },
  { sanitize: [...itemsOf(sanitize)] },
];

/** Each set with a name that says what it is. */
export const optionSets: readonly { name: string; compiler: Compiler }[] = [
  {},
  ...valuesOf(standard).map((value) => ({ standard: value })),
  ...valuesOf(optimize).map((value) => ({ optimize: value })),
  ...itemsOf(codegen).map((value) => ({ codegen: [value] })),
  ...said.map((value) => ({ warnings: [value] })),
  ...itemsOf(sanitize).map((value) => ({ sanitize: [value] })),
  ...together,
].map((choice) => ({ name: JSON.stringify(choice), compiler: Compiler.parse(choice) }));
