// The command's table of contents: finds the command that is asked for and turns its errors into a status.

import { CellblockError } from '@cellblock/client';
import { AppError } from '@cellblock/contract';
import { EnvironmentError, nearest } from '@cellblock/runtime';
import type { Command } from './command.js';
import { commands } from './commands.js';
import { redisRemedy, remedyFor } from './connection.js';
import { exitStatus, statusOfSignal } from './exit-status.js';
import { helpOf, overview, usageOf } from './help.js';
import { printable } from './printable.js';
import { version } from './release.js';
import { Failure, Interrupted, type Terminal, UsageError } from './terminal.js';

/** Runs the command line and resolves to the status to exit with. */
export async function cellblock(argv: string[], terminal: Terminal): Promise<number> {
  const [name, ...args] = argv;
  if (name === '--version' || name === '-V') {
    terminal.say(`cellblock ${version}`);
    return exitStatus.ok;
  }
  if (name === undefined) {
    terminal.warn(overview(commands));
    return exitStatus.usage;
  }
  const isHelp = name === 'help' || name === '--help' || name === '-h';
  if (isHelp && args[0] === undefined) {
    terminal.say(overview(commands));
    return exitStatus.ok;
  }
  const wanted = isHelp ? (args[0] ?? '') : name;
  const command = commands.find((each) => each.name === wanted);
  if (command === undefined) {
    terminal.warn(
      `cellblock: there is no command ${printable(wanted)}${meant(wanted)}\n\n${overview(commands)}`,
    );
    return exitStatus.usage;
  }
  if (isHelp || asksForHelp(args)) {
    terminal.say(helpOf(command));
    return exitStatus.ok;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    return told(error, { command, terminal, isJson: args.includes('--json') });
  }
}

// What follows -- is the program's.
function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

function meant(wanted: string): string {
  const names = commands.map(({ name }) => name);
  const near = nearest(wanted, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

type Circumstances = { command: Command; terminal: Terminal; isJson: boolean };

function told(error: unknown, { command, terminal, isJson }: Circumstances): number {
  if (error instanceof Interrupted) return statusOfSignal(error.signal);
  if (isUsage(error)) {
    terminal.warn(
      `cellblock: ${error.message}\n\n${usageOf(command)}\n\ncellblock ${command.name} --help says more.`,
    );
    return exitStatus.usage;
  }
  if (error instanceof CellblockError) {
    if (isJson) terminal.say(JSON.stringify({ error: errorAsJson(error) }));
    terminal.warn(`cellblock: ${printable(error.message)}${remedyFor(error)}`);
    return isTheirs(error) ? exitStatus.usage : exitStatus.service;
  }
  if (!(error instanceof AppError || error instanceof EnvironmentError || error instanceof Failure))
    throw error;
  terminal.warn(`cellblock: ${wordsFor(error, terminal)}`);
  if (error instanceof Failure) return error.status;
  if (error instanceof EnvironmentError) return exitStatus.usage;
  return error.code === 'invalid_field' ? exitStatus.usage : exitStatus.failed;
}

const errorAsJson = ({ code, message, field, requestId }: CellblockError) => ({
  code,
  message,
  ...(field === undefined ? {} : { field }),
  ...(requestId === undefined ? {} : { requestId }),
});

// Sent again, it would be refused again.
const isTheirs = ({ status }: CellblockError) => status === 400 || status === 413 || status === 415;

function wordsFor(error: Error, terminal: Terminal): string {
  if (!(error instanceof AppError)) return error.message;
  const { code, cause, message } = error;
  if (code === 'queue_unavailable') return redisRemedy(terminal, cause);
  // Whoever is told here is the operator.
  return code === 'storage_unavailable' && cause instanceof Error ? cause.message : message;
}

const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
