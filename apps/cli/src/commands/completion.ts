// cellblock completion: what a shell needs to complete the command line, made from the tables.

import { type Command, defineCommand } from '../command.js';
import { oneOf } from '../command-line.js';
import { exitStatus } from '../exit-status.js';
import { completionFor, shells } from '../manual/completion.js';
import { UsageError } from '../terminal.js';

/** The command that completes all commands. */
export function completionOf(all: () => readonly Command[]): Command {
  return defineCommand({
    name: 'completion',
    about: 'print what a shell needs to complete the command line',
    usage: [{ line: `completion ${shells.join('|')}` }],
    operands: shells,
    options: {},
    examples: [
      { line: 'source <(cellblock completion bash)', about: 'bash, in ~/.bashrc' },
      { line: 'cellblock completion zsh > ~/.zfunc/_cellblock', about: 'zsh, with ~/.zfunc in fpath' },
      { line: 'cellblock completion fish > ~/.config/fish/completions/cellblock.fish', about: 'fish' },
    ],
    run: async ({ operands: [shell, extra], terminal }) => {
      if (shell === undefined) throw new UsageError(`completion takes one of ${shells.join(', ')}`);
      if (extra !== undefined) throw new UsageError(`${extra} is one argument too many`);
      terminal.say(completionFor(oneOf(shells, shell, 'the shell'), all()));
      return exitStatus.ok;
    },
  });
}
