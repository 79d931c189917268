// What runs in a cell, in one word.

import type { CellSpec } from '@cellblock/sandbox';

/** The tool of a compilation, by its name, or `run`; from our own tables, never from a submission. */
export const stageOf = ({ policy, argv }: CellSpec): string =>
  policy === 'compile' ? (argv[0]?.split('/').at(-1) ?? 'tool') : 'run';
