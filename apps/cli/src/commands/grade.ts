// cellblock grade: puts a program to tests.

import type { Client } from '@cellblock/client';
import { type File, GradeRequest, type GradeResult, parseOrRefuse } from '@cellblock/contract';
import { paintFor } from '../colours.js';
import { type Call, defineCommand, type OptionTable } from '../command.js';
import { decimalOf, oneOf } from '../command-line.js';
import { clientFor, connectionOptions } from '../connection.js';
import { exitStatus, statusOfError, statusOfGrading } from '../exit-status.js';
import { progressOf } from '../grade/progress.js';
import { gradeLines } from '../grade/shown.js';
import { testsIn } from '../grade/tests-input.js';
import { printable } from '../printable.js';
import { programIn, programOptions } from '../program-input.js';
import { Failure, type Terminal, UsageError } from '../terminal.js';

const checkers = ['exact', 'lines', 'tokens', 'numbers', 'unordered', 'regex'] as const;

const options = {
  tests: {
    type: 'string',
    short: 't',
    value: 'PATH',
    about: 'a directory of NAME.in with NAME.out or NAME.ans, or a grading as JSON',
  },
  checker: {
    type: 'string',
    value: 'NAME',
    about: `${checkers.join(', ')}, or FILE.c, a program that judges (default lines)`,
  },
  absolute: {
    type: 'string',
    value: 'NUMBER',
    about: 'how far numbers may be off with --checker numbers, default 0',
  },
  relative: {
    type: 'string',
    value: 'NUMBER',
    about: 'the same as a part of the expected number; the wider of the two counts',
  },
  interactor: { type: 'string', value: 'FILE.c', about: 'a program that talks to the submission and judges' },
  reference: { type: 'string', value: 'FILE.c', about: 'a right solution: what it writes is expected' },
  stop: { type: 'boolean', about: 'skip the tests after the first one that fails' },
  junit: { type: 'boolean', about: 'print JUnit XML' },
  csv: { type: 'boolean', about: 'print CSV' },
  json: { type: 'boolean', about: 'print the answer of the service' },
  ...programOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

type GradeCall = Call<typeof options>;

export const grade = defineCommand({
  name: 'grade',
  about: 'put a program to tests',
  usage: [{ line: 'grade [options] --tests PATH FILE...' }],
  operands: 'files',
  details: [
    'The program is compiled once and run for each test. A file that is neither .c nor .h is there for it to read in every test. A bar shows on a terminal how far it is. A file of tests holds what POST /grade takes, the submission left out, or a list of tests.',
  ],
  options,
  examples: [
    { line: 'cellblock grade sum.c --tests tests/', about: 'tests/1.in, tests/1.out and so on' },
    {
      line: 'cellblock grade sum.c --tests tests/ --checker judge.c --limit cpuMs=1000',
      about: 'with a checker',
    },
    {
      line: 'cellblock grade mean.c --tests tests/ --checker numbers --absolute 1e-6',
      about: 'where numbers need not be the same to the last digit',
    },
    { line: 'cellblock grade sum.c --tests grading.json --junit > report.xml', about: 'for a CI server' },
  ],
  run: gradeCommand,
});

async function gradeCommand(call: GradeCall): Promise<number> {
  const { values, terminal } = call;
  const forms = (['json', 'junit', 'csv'] as const).filter((form) => values[form] === true);
  if (forms.length > 1)
    throw new UsageError(`--${forms.join(' and --')} are two forms of one answer; give one`);
  const { inputs, ...asked } = await gradingOf(call);
  const grading = withInputs(parseOrRefuse(GradeRequest, asked), inputs);
  const client = clientFor(values, terminal);
  const signal = terminal.interruption();
  const { id } = await client.jobs.post({ kind: 'grade', ...grading }, { signal });
  try {
    const result = await resultOf(client, { id, total: grading.tests.length, terminal, signal });
    await print(result, forms[0] ?? 'lines', call);
    return statusOfGrading[result.verdict];
  } finally {
    // Nobody waits for it any more.
    if (signal.aborted) await client.jobs.cancel(id).catch(() => {});
  }
}

type Asked = Record<string, unknown> & { inputs: readonly File[] };

async function gradingOf({ values, operands, terminal }: GradeCall): Promise<Asked> {
  const { tests, checker, stop } = values;
  if (operands.length === 0) throw new UsageError('the file to grade is missing');
  if (tests === undefined) throw new UsageError('the tests are missing: --tests DIRECTORY or FILE');
  const program = async (path: string | undefined) => {
    if (path === undefined) return null;
    const { inputs: _none, ...judge } = await programIn([path], {}, terminal);
    return judge;
  };
  const isProgram = checker?.endsWith('.c') === true;
  const chosen = checkerIn(values);
  const programs = {
    checkerProgram: await program(isProgram ? checker : undefined),
    interactor: await program(values.interactor),
    reference: await program(values.reference),
  };
  const needsAnswers = Object.values(programs).every((given) => given === null);
  const grading = await testsIn({ path: tests, needsAnswers }, terminal);
  const { inputs, ...submission } = await programIn(operands, values, terminal);
  return {
    ...grading,
    inputs,
    submission,
    ...Object.fromEntries(Object.entries(programs).filter(([, given]) => given !== null)),
    ...(chosen === null ? {} : { checker: chosen }),
    ...(stop === true ? { stop: 'failure' } : {}),
  };
}

/** The grading with these files there in every test that has none of the name itself. */
const withInputs = (grading: GradeRequest, inputs: readonly File[]): GradeRequest => ({
  ...grading,
  tests: grading.tests.map((test) => {
    const own = new Set(test.inputs.map(({ path }) => path));
    return { ...test, inputs: [...inputs.filter(({ path }) => !own.has(path)), ...test.inputs] };
  }),
});

/** The checker by its name; null where none is named, or a program judges. */
function checkerIn({ checker, ...values }: GradeCall['values']): Record<string, unknown> | null {
  const tolerances = (['absolute', 'relative'] as const).flatMap((name) => {
    const text = values[name];
    return text === undefined ? [] : [[name, decimalOf(text, `--${name}`)] as const];
  });
  const [given] = tolerances;
  if (given !== undefined && checker !== 'numbers')
    throw new UsageError(`--${given[0]} goes with --checker numbers alone; add that, or leave it out`);
  if (checker === undefined || checker.endsWith('.c')) return null;
  return { name: oneOf(checkers, checker, '--checker'), ...Object.fromEntries(tolerances) };
}

type Posted = { id: string; total: number; terminal: Terminal; signal: AbortSignal };

async function resultOf(client: Client, { id, total, terminal, signal }: Posted): Promise<GradeResult> {
  const progress = progressOf(total, terminal);
  const seen = { done: 0, failed: 0 };
  try {
    progress.show(0, 0);
    for await (const event of client.jobs.events(id, { signal })) {
      if (event.type === 'restarted') seen.done = seen.failed = 0;
      if (event.type === 'error')
        throw new Failure(printable(event.error.message), statusOfError(event.error.code));
      if (event.type === 'verdict' && 'tests' in event.result) return event.result;
      if (event.type !== 'test') continue;
      seen.done += 1;
      if (event.result.verdict !== 'accepted') seen.failed += 1;
      progress.show(seen.done, seen.failed);
    }
    throw new Failure('the grading was called off', exitStatus.service);
  } finally {
    progress.end();
  }
}

type Form = 'lines' | 'json' | 'junit' | 'csv';

async function print(result: GradeResult, form: Form, call: GradeCall): Promise<void> {
  const { terminal } = call;
  if (form === 'json') return terminal.say(JSON.stringify(result));
  if (form === 'lines') return terminal.say(gradeLines(result, paintFor(terminal, 'stdout')).join('\n'));
  // Not imported above, since it takes a while and most calls have no use for it.
  const { csvOf, junitOf } = await import('@cellblock/grade');
  await terminal.write('stdout', form === 'junit' ? junitOf(result, suiteOf(call)) : csvOf(result));
}

// The service knows a grading by its id alone, by which nobody finds it again among the suites of a CI server.
function suiteOf({ operands, values: { tests = '' } }: GradeCall): string {
  const [program, given] = [operands.join(' '), tests].map((path) =>
    path === '-' ? 'standard input' : path,
  );
  return `${program}: ${given}`;
}
