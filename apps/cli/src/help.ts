// What --help says, made from the tables.

import type { Command, Option } from './command.js';
import { exitStatusTable } from './exit-status.js';

const width = 100;

/** Options that every command has. */
export const everywhere: Record<string, Option> = {
  help: { type: 'boolean', short: 'h', about: 'print this' },
};

/** All about a command. */
export function helpOf(command: Command): string {
  const { about, details = [], examples } = command;
  return [
    usageOf(command),
    `${about[0]?.toUpperCase()}${about.slice(1)}.`,
    ...details.map((text) => wrapped(text, '')),
    rows(
      Object.entries(optionsOf(command)).map(([name, option]) => [
        optionHead(name, option),
        optionText(option),
      ]),
    ),
    ...(examples.length === 0
      ? []
      : [`Examples:\n${examples.map(({ line, about: why }) => `  # ${why}\n  ${line}`).join('\n')}`]),
  ].join('\n\n');
}

/** How a command is called, a line each way. */
export function usageOf({ usage }: Command): string {
  const longest = Math.max(...usage.map(({ line }) => line.length));
  return usage
    .map(({ line, about = '' }, index) => {
      const start = index === 0 ? 'Usage: ' : '       ';
      return `${start}cellblock ${about === '' ? line : `${line.padEnd(longest)}   ${about}`}`;
    })
    .join('\n');
}

/** The list of commands. */
export function overview(commands: readonly Command[]): string {
  return [
    'Usage: cellblock COMMAND [options]',
    'Compiles and runs C that nobody trusts, in sandboxed cells of a Cellblock service.',
    rows(commands.map(({ name, about }) => [name, about])),
    'Exit status:',
    rows(exitStatusTable.map(({ status, when }) => [status, when])),
    'cellblock COMMAND --help says more, cellblock --version which one this is.',
  ].join('\n\n');
}

/** A command's options with those that every command has. */
export const optionsOf = ({ options }: Command): Record<string, Option> => ({ ...options, ...everywhere });

/** An option as it is typed, with the name of its value. */
export const optionHead = (name: string, { short, type, value = 'VALUE' }: Option): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${type === 'boolean' ? '' : ` ${value}`}`;

/** What an option is for. */
export const optionText = ({
  about,
  choices,
  choicesInWords = choices?.join(', '),
  multiple,
}: Option): string =>
  `${about}${multiple === true ? '; several times' : ''}${choicesInWords === undefined ? '' : `: ${choicesInWords}`}`;

function rows(pairs: readonly (readonly [string, string])[]): string {
  const indent = Math.min(26, Math.max(...pairs.map(([left]) => left.length)) + 4);
  return pairs
    .map(([left, right]) => {
      const text = wrapped(right, ' '.repeat(indent));
      const head = `  ${left}`;
      return head.length < indent ? head.padEnd(indent) + text.trimStart() : `${head}\n${text}`;
    })
    .join('\n');
}

function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length > width && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
