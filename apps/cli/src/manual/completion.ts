// Completion scripts: words that don't change are written into them, so completing starts no program.

import type { Command, Option } from '../command.js';
import { optionsOf } from '../help.js';

export const shells = ['bash', 'zsh', 'fish'] as const;

/** The script for a shell. */
export function completionFor(shell: (typeof shells)[number], commands: readonly Command[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands);
}

const namesOf = (command: Command) => Object.keys(optionsOf(command)).map((name) => `--${name}`);

const entriesOf = (command: Command): [string, Option][] => Object.entries(optionsOf(command));

const completeBy = (words: string) => `mapfile -t COMPREPLY < <(${words} -- "$word")`;
const bashFiles = `compopt -o filenames; ${completeBy('compgen -f')}`;
const bashWords = (words: readonly string[]) => completeBy(`compgen -W "${words.join(' ')}"`);

// A value that is one of a list; an option that takes another value is completed by files.
const choiceCases = (command: Command) =>
  entriesOf(command)
    .filter(([, { type }]) => type === 'string')
    .map(([name, { choices, short }]) => {
      const pattern = short === undefined ? `--${name}` : `--${name}|-${short}`;
      return `      ${pattern}) ${choices === undefined ? bashFiles : bashWords(choices)}; return ;;`;
    });

const bashOperands = ({ operands }: Command) =>
  operands === 'files' ? bashFiles : bashWords(operands === 'none' ? [] : operands);

function bashScript(commands: readonly Command[]): string {
  const cases = commands.map((command) =>
    [
      `    ${command.name})`,
      '      case "$before" in',
      ...choiceCases(command),
      '      esac',
      '      case "$word" in',
      `      -*) ${bashWords(namesOf(command))} ;;`,
      `      *) ${bashOperands(command)} ;;`,
      '      esac ;;',
    ].join('\n'),
  );
  return `# bash completion of cellblock
_cellblock() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  if [[ $COMP_CWORD -eq 1 ]]; then
    ${bashWords([...commands.map(({ name }) => name), '--help', '--version'])}
    return
  fi
  # --std=c11 is three words here.
  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
}
complete -F _cellblock cellblock`;
}

// In zsh a colon and brackets end a description.
const zshQuoted = (text: string) => text.replace(/'/g, "'\\''").replace(/[[\]:]/g, '\\$&');

function zshScript(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const specs = entriesOf(command).flatMap(([name, option]) => zshSpecs(name, option));
    return `    ${command.name}) _arguments -S ${[...specs, zshOperands(command)].join(' \\\n      ')} ;;`;
  });
  const rows = commands.map(({ name, about }) => `    '${name}:${zshQuoted(about)}'`);
  return `#compdef cellblock
_cellblock() {
  local -a names
  names=(
${rows.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command names
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _cellblock ]]; then _cellblock "$@"; else compdef _cellblock cellblock; fi`;
}

// A value follows a long name, or an equals sign behind it, and a short name, or sticks to it.
function zshSpecs(name: string, option: Option): string[] {
  const { type, short, about, choices, multiple, value = 'VALUE' } = option;
  const [long, brief, takes] =
    type === 'boolean'
      ? ['', '', '']
      : ['=', '+', `:${value.toLowerCase().replace(/[[\]]/g, '')}:${zshValues(choices)}`];
  const names = [`--${name}${long}`, ...(short === undefined ? [] : [`-${short}${brief}`])];
  return names.map((each) => `'${multiple === true ? '*' : ''}${each}[${zshQuoted(about)}]${takes}'`);
}

const zshValues = (choices: readonly string[] | undefined) =>
  choices === undefined ? '_files' : `(${choices.join(' ')})`;

function zshOperands({ operands }: Command): string {
  if (operands === 'files') return "'*:file:_files'";
  return operands === 'none' ? '' : `'1:what:(${operands.join(' ')})'`;
}

const fishQuoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

function fishScript(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => {
    const within = `complete -c cellblock -n '__fish_seen_subcommand_from ${command.name}'`;
    const { name, about, operands } = command;
    return [
      `complete -c cellblock -n __fish_use_subcommand -f -a ${name} -d ${fishQuoted(about)}`,
      ...(operands === 'files'
        ? []
        : [`${within} -f${operands === 'none' ? '' : ` -a '${operands.join(' ')}'`}`]),
      ...entriesOf(command).map(([option, facts]) => `${within} ${fishOption(option, facts)}`),
    ];
  });
  return ['# fish completion of cellblock', ...lines].join('\n');
}

function fishOption(name: string, { type, short, about, choices }: Option): string {
  const takes = type === 'boolean' ? '' : choices === undefined ? ' -r' : ` -x -a '${choices.join(' ')}'`;
  return `-l ${name}${short === undefined ? '' : ` -s ${short}`}${takes} -d ${fishQuoted(about)}`;
}
