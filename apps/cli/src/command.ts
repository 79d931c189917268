// What a command is: a row of facts that help, completion and the manual are made of, and what it does.

import type { parseArgs } from 'node:util';
import { parseCommandLine } from './command-line.js';
import type { Terminal } from './terminal.js';

export type Option = {
  type: 'string' | 'boolean';
  about: string;
  short?: string;
  multiple?: boolean;
  /** What the value is called in help, for instance FILE. */
  value?: string;
  /** What the value may be, where that is a list. */
  choices?: readonly string[];
  /** What they are, where there are too many to be listed. */
  choicesInWords?: string;
};

export type OptionTable = Record<string, Option>;

export type Values<Table extends OptionTable> = ReturnType<
  typeof parseArgs<{ options: Table; allowPositionals: true }>
>['values'];

export type Call<Table extends OptionTable> = {
  values: Values<Table>;
  /** What is no option. */
  operands: string[];
  /** What follows `--`. */
  rest: string[];
  terminal: Terminal;
};

type Facts = {
  name: string;
  /** A few words, for the list of commands. */
  about: string;
  /** Each without `cellblock`; the words after it say what it does. */
  usage: readonly { line: string; about?: string }[];
  /** What the operands are, for completion: names of files, or these words. */
  operands: 'files' | 'none' | readonly string[];
  /** Paragraphs. */
  details?: readonly string[];
  examples: readonly { line: string; about: string }[];
};

export type Command = Facts & {
  options: OptionTable;
  run(args: string[], terminal: Terminal): Promise<number>;
};

/** A command whose options are typed by their table. What it resolves to is the status to exit with. */
export function defineCommand<const Table extends OptionTable>(
  definition: Facts & { options: Table; run: (call: Call<Table>) => Promise<number> },
): Command {
  const { options, run } = definition;
  return {
    ...definition,
    run: async (args, terminal) => run({ ...parseCommandLine(args, options), terminal }),
  };
}
