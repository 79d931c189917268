// The manual page, made from the tables; apps/cli/man/cellblock.1 is what it gives, which a test holds it to.

import type { Command } from '../command.js';
import { exitStatusTable } from '../exit-status.js';
import { optionHead, optionsOf, optionText } from '../help.js';
import { variables } from './variables.js';

/** The page in man(7). */
export function manualOf(commands: readonly Command[]): string {
  return [
    '.TH CELLBLOCK 1 "" "Cellblock" "User Commands"',
    '.SH NAME',
    'cellblock \\- compile and run untrusted C in sandboxed cells',
    '.SH SYNOPSIS',
    ...commands
      .flatMap(({ usage }) => usage)
      .flatMap(({ line }) => ['.nf', `.B cellblock ${roff(line)}`, '.fi']),
    '.SH DESCRIPTION',
    'Talks to a Cellblock service, or runs one.',
    ...commands.flatMap(section),
    '.SH "EXIT STATUS"',
    ...exitStatusTable.flatMap(({ status, when }) => tagged(status, when)),
    '.SH ENVIRONMENT',
    ...variables.flatMap(({ name, about }) => tagged(name, about)),
    '',
  ].join('\n');
}

function section(command: Command): string[] {
  const { name, about, details = [], examples } = command;
  return [
    `.SH "CELLBLOCK ${name.toUpperCase()}"`,
    roff(`${about[0]?.toUpperCase()}${about.slice(1)}.`),
    ...details.flatMap((text) => ['.PP', roff(text)]),
    ...Object.entries(optionsOf(command)).flatMap(([option, facts]) =>
      tagged(optionHead(option, facts), optionText(facts)),
    ),
    ...examples.flatMap(({ line, about: why }) => [
      '.PP',
      `${roff(why)}:`,
      '.PP',
      '.nf',
      `.RS\n${roff(line)}\n.RE`,
      '.fi',
    ]),
  ];
}

const tagged = (tag: string, text: string) => ['.TP', `.B ${roff(tag)}`, roff(text)];

// A dot or a quote at the beginning of a line is a request, a backslash an escape.
const roff = (text: string) =>
  text
    .replace(/\\/g, '\\e')
    .replace(/-/g, '\\-')
    .replace(/’/g, "'")
    .replace(/^([.'])/, '\\&$1');
