// The command's table of contents: finds the command that is asked for and turns its errors into a status.

import { AppError } from '@cellblock/contract';
import { EnvironmentError } from '@cellblock/runtime';
import { keysCommand, keysHelp } from './commands/keys.js';
import { pastesCommand, pastesHelp } from './commands/pastes.js';
import { exitStatus, type Terminal, UsageError } from './terminal.js';

type Command = { about: string; help: string; run: (args: string[], terminal: Terminal) => Promise<number> };

const commands: Record<string, Command> = {
  pastes: { about: 'back pastes up, and put them back', help: pastesHelp, run: pastesCommand },
  keys: { about: 'make, list, show and revoke API keys', help: keysHelp, run: keysCommand },
};

/** Runs the command line and resolves to the status to exit with. */
export async function cellblock(argv: string[], terminal: Terminal): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === 'help' || name.startsWith('-')) {
    terminal.say(overview());
    return name === undefined ? exitStatus.usage : exitStatus.ok;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    terminal.warn(`cellblock: there is no command ${name}\n\n${overview()}`);
    return exitStatus.usage;
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.say(command.help.trim());
    return exitStatus.ok;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    return told(error, command, terminal);
  }
}

function overview(): string {
  const rows = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  return `Usage: cellblock COMMAND\n\n${rows.join('\n')}\n\ncellblock COMMAND --help says more.`;
}

function told(error: unknown, { help }: Command, terminal: Terminal): number {
  if (isUsage(error)) {
    terminal.warn(`cellblock: ${error.message}\n\n${help.trim()}`);
    return exitStatus.usage;
  }
  if (!(error instanceof AppError || error instanceof EnvironmentError)) throw error;
  terminal.warn(`cellblock: ${error.message}`);
  return exitStatus.failed;
}

const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
