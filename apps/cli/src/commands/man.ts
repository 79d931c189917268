// cellblock man: the manual page.

import { type Command, defineCommand } from '../command.js';
import { exitStatus } from '../exit-status.js';
import { manualOf } from '../manual/manual.js';
import { UsageError } from '../terminal.js';

/** The command that prints the manual of all commands. */
export function manOf(all: () => readonly Command[]): Command {
  return defineCommand({
    name: 'man',
    about: 'print the manual page, as man(7) has it',
    usage: [{ line: 'man' }],
    operands: 'none',
    options: {},
    examples: [{ line: 'cellblock man | man -l -', about: 'read it' }],
    run: async ({ operands, terminal }) => {
      if (operands[0] !== undefined) throw new UsageError(`${operands[0]} is one argument too many`);
      await terminal.write('stdout', manualOf(all()));
      return exitStatus.ok;
    },
  });
}
