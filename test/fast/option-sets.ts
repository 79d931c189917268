// The option sets that fork servers are compared with: every value of every option that reaches cc1, each with the
// others as they are by default, and some together.

import { Compiler } from '@cellblock/contract';

const { standard, optimize, warnings, sanitize } = Compiler.shape;

const valuesOf = (field: { unwrap(): { options: readonly string[] } }) => field.unwrap().options;
const itemsOf = (field: { unwrap(): { element: { options: readonly string[] } } }) =>
  field.unwrap().element.options;

type Choice = Parameters<typeof Compiler.parse>[0];

const together: Choice[] = [
  { standard: 'c90', warnings: ['all', 'extra', 'pedantic'] },
  { standard: 'c17', warnings: ['all', 'extra', 'pedantic', 'error'], optimize: '2' },
  { optimize: '3', warnings: [...itemsOf(warnings)] },
  { optimize: '0', warnings: [] },
  { defines: { NDEBUG: '', LIMIT: '(1 + 2)', TEXT: '"a b"' } },
  { sanitize: [...itemsOf(sanitize)] },
];

/** Each set with a name that says what it is. */
export const optionSets: readonly { name: string; compiler: Compiler }[] = [
  {},
  ...valuesOf(standard).map((value) => ({ standard: value })),
  ...valuesOf(optimize).map((value) => ({ optimize: value })),
  ...itemsOf(warnings).map((value) => ({ warnings: [value] })),
  ...itemsOf(sanitize).map((value) => ({ sanitize: [value] })),
  ...together,
].map((choice) => ({ name: JSON.stringify(choice), compiler: Compiler.parse(choice) }));
