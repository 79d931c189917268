// cellblock run: compiles and runs a program, and behaves as the program does.

import { fileName, parseOrRefuse, Submission } from '@cellblock/contract';
import { type Call, defineCommand, type OptionTable } from '../command.js';
import { clientFor, connectionOptions } from '../connection.js';
import { encoded, namedFile, readInput } from '../input-files.js';
import { programIn, programOptions } from '../program-input.js';
import { runInteractively } from '../run/interactive.js';
import { runOnce } from '../run/once.js';
import { runOnChange } from '../run/watch.js';
import { UsageError } from '../terminal.js';

const options = {
  ...programOptions,
  stdin: { type: 'string', value: 'FILE', about: 'its input, in place of standard input' },
  input: {
    type: 'string',
    value: '[NAME=]FILE',
    multiple: true,
    about: 'a file that is there when it starts',
  },
  output: { type: 'string', value: 'NAME', multiple: true, about: 'a file that it leaves, to be kept here' },
  'explain-crash': { type: 'boolean', about: 'say why and where a signal ended it' },
  timings: { type: 'boolean', about: 'say where the time went, on stderr' },
  interactive: { type: 'boolean', short: 'i', about: 'type into it while it runs; Ctrl-] hangs up' },
  watch: { type: 'boolean', short: 'w', about: 'run again when a file changes' },
  json: { type: 'boolean', about: 'print the answer of the service' },
  ...connectionOptions,
} as const satisfies OptionTable;

type RunCall = Call<typeof options>;

export const run = defineCommand({
  name: 'run',
  about: 'compile and run a program',
  usage: [
    { line: 'run [options] FILE... [-- ARG...]' },
    { line: 'run [options] - [-- ARG...]', about: 'the source comes from standard input' },
  ],
  operands: 'files',
  details: [
    'What the program writes comes as it writes it, and the status is that of the program; other ends have statuses of their own, which `cellblock --help` lists. Every .c file is compiled; headers are named too, and found where they lie. Any other file is there for the program to read, by the name that it has beside the sources, as data.txt. Standard input is read to its end, unless it is a terminal. Ctrl-C calls the run off.',
  ],
  options,
  examples: [
    { line: 'cellblock run hello.c < input.txt', about: 'a program and its input' },
    {
      line: 'cellblock run -O2 -Wall -Wextra main.c list.c list.h -- one two',
      about: 'several files, and arguments',
    },
    { line: 'cellblock run main.c data.txt', about: 'a program and a file that it reads' },
    { line: 'cellblock run --limit cpuMs=500 --watch loop.c', about: 'again whenever the file is saved' },
    { line: 'cellblock run --interactive game.c', about: 'in a terminal of its own' },
    { line: "cellblock run --json hello.c | jq '.run.usage'", about: 'what it used' },
  ],
  run: runCommand,
});

async function runCommand({ values, operands, rest, terminal }: RunCall): Promise<number> {
  refuseContradictions({ values, operands, rest, terminal });
  const client = clientFor(values, terminal);
  // What is piped in is there once; a file is read for each run.
  const file = values.stdin === '-' ? undefined : values.stdin;
  const piped = file === undefined ? await inputOf({ values, operands, rest, terminal }) : null;
  const submissionNow = async () => {
    const program = await programIn(operands, values, terminal);
    const named = await Promise.all((values.input ?? []).map((text) => namedFile(text, terminal)));
    const input = piped ?? (await inputOf({ values, operands, rest, terminal }));
    const asked = {
      ...program,
      ...input,
      args: rest,
      inputs: [...program.inputs, ...named],
      outputs: values.output ?? [],
      explainCrash: values['explain-crash'] ?? false,
      timings: values.timings ?? false,
    };
    return parseOrRefuse(Submission, asked, (path) => fileName(path, asked));
  };
  if (values.interactive === true) {
    const submission = await submissionNow();
    return runInteractively({ submission, paths: operands, client, terminal }, terminal.interruption());
  }
  const isJson = values.json === true;
  const once = async (signal: AbortSignal) =>
    runOnce({ submission: await submissionNow(), paths: operands, client, terminal, isJson }, signal);
  if (values.watch !== true) return once(terminal.interruption());
  const given = (values.input ?? []).map((text) => text.replace(/^[^=]*=/, ''));
  const paths = [...operands, ...given, ...(file === undefined ? [] : [file])];
  return runOnChange({ paths, run: once, terminal }, terminal.interruption());
}

function refuseContradictions({ values, operands, terminal }: RunCall): void {
  const isSourcePiped = operands.length === 0 || operands.includes('-');
  if (operands.length === 0 && terminal.isTerminal.stdin) throw new UsageError('the file to run is missing');
  if (isSourcePiped && values.stdin === '-') throw new UsageError('standard input is the source already');
  if (values.watch === true && isSourcePiped) throw new UsageError('--watch needs files to watch');
  if (values.interactive !== true) return;
  if (isSourcePiped)
    throw new UsageError('--interactive needs standard input for the program, so name a file');
  for (const name of ['json', 'watch', 'stdin', 'output'] as const) {
    if (values[name] !== undefined) throw new UsageError(`--interactive goes without --${name}`);
  }
}

async function inputOf({ values, operands, terminal }: RunCall) {
  const isSourcePiped = operands.length === 0 || operands.includes('-');
  const isTyped = values.interactive === true || terminal.isTerminal.stdin || isSourcePiped;
  const path = values.stdin ?? (isTyped ? null : '-');
  if (path === null) return {};
  const { content, encoding } = encoded(await readInput(path, terminal));
  return { stdin: content, stdinEncoding: encoding };
}
