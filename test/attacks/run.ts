// npm run test:attacks: plays the catalogue as often as one likes, and says what came of it in a table.

import { parseArgs } from 'node:util';
import { type Arena, openArena } from './arena.js';
import { type AttackClass, catalogue } from './catalogue.js';
import { type FailureKind, kindOf } from './failure.js';
import { type HostKind, hostKinds } from './hosts.js';
import { playAll } from './play-attacks.js';

const help = `
Usage: npm run test:attacks [-- options]

Plays every attack of the catalogue against a service of its own, and looks at the host around each.

  --repeat N     as often as this (default 1)
  --parallel N   as many at once (default 4)
  --host KIND    ${hostKinds.join(', ')}: on such a host (default root)
  --thorough     what must hold always is tried 1,000 times, not 10
  --table        print the table alone, as Markdown; all else to stderr
  --class A,B    these classes alone (default ${catalogue.map(({ letter }) => letter).join(',')})
  --match TEXT   attacks alone whose number or name holds this
  --help         print this

Ends with status 1 if anything was not as it must be.
`;

const progressMs = 20_000;

type Options = {
  repeat: number;
  parallel: number;
  host: HostKind;
  thorough: boolean;
  table: boolean;
  classes: readonly AttackClass[];
};
type Row = { class: string; cases: number; repeats: number } & Record<FailureKind, number>;

const options = parse(process.argv.slice(2));
const arena = await openArena(options);
const rows: Row[] = [];
try {
  for (const one of options.classes) rows.push(await playClass(arena, one, options));
  await arena.invariants.assertUnchanged().catch((error: unknown) => blame('at the end', error, rows.at(-1)));
} finally {
  await arena.close();
}
print(rows);
process.exitCode = rows.some(({ wrong, internal, residue }) => wrong + internal + residue > 0) ? 1 : 0;

async function playClass(
  arena: Arena,
  { letter, title, attacks }: AttackClass,
  { repeat, parallel }: Options,
) {
  const row: Row = {
    class: `${letter} ${title}`,
    cases: attacks.length,
    repeats: repeat,
    wrong: 0,
    internal: 0,
    residue: 0,
  };
  const began = performance.now();
  const progress = everySoOften(row.class, attacks.length * repeat);
  for (let round = 0; round < repeat; round++) {
    await playAll(arena, attacks, parallel, ({ id, name }, error) => {
      progress();
      if (error !== null) blame(`${id} ${name}`, error, row);
    });
    await arena.invariants
      .assertSettled()
      .catch((error: unknown) => blame(`after class ${letter}`, error, row));
  }
  say(`${row.class}: ${attacks.length} × ${repeat} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return row;
}

/** To be called for each of so many; says at times how many there were. */
function everySoOften(what: string, all: number): () => void {
  let played = 0;
  let next = performance.now() + progressMs;
  return () => {
    played += 1;
    if (performance.now() < next || played === all) return;
    say(`${what}: ${played} of ${all}`);
    next = performance.now() + progressMs;
  };
}

function blame(what: string, error: unknown, row: Row | undefined): void {
  const kind = kindOf(error);
  if (row !== undefined) row[kind] += 1;
  say(`✗ ${what} (${kind}): ${messagesOf(error).join(': ')}`);
}

/** What it says, and what each cause below it does. */
function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : messagesOf(error.cause))];
}

/** For whoever watches; with --table stdout is for the table alone. */
function say(text: string): void {
  if (options.table) console.error(text);
  else console.log(text);
}

function print(rows: readonly Row[]): void {
  console.log(
    '\n| class | cases | repeats | wrong verdicts | internal errors | residue |\n|---|---|---|---|---|---|',
  );
  for (const { class: name, cases, repeats, wrong, internal, residue } of rows)
    console.log(`| ${name} | ${cases} | ${repeats} | ${wrong} | ${internal} | ${residue} |`);
}

function parse(args: string[]): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      repeat: text,
      parallel: text,
      class: text,
      match: text,
      host: text,
      thorough: { type: 'boolean' },
      table: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(help.trim());
    process.exit(0);
  }
  const letters = values.class?.toUpperCase().split(',') ?? catalogue.map(({ letter }) => letter);
  const unknown = letters.filter((letter) => !catalogue.some((one) => one.letter === letter));
  if (unknown.length > 0) throw new Error(`--class ${unknown.join(',')}: there is no such class`);
  const { match = '' } = values;
  const classes = catalogue
    .filter(({ letter }) => letters.includes(letter))
    .map((one) => ({
      ...one,
      attacks: one.attacks.filter(({ id, name }) => `${id} ${name}`.includes(match)),
    }))
    .filter(({ attacks }) => attacks.length > 0);
  return {
    repeat: count('repeat', values.repeat ?? '1'),
    parallel: count('parallel', values.parallel ?? '4'),
    host: hostOf(values.host ?? 'root'),
    thorough: values.thorough ?? false,
    table: values.table ?? false,
    classes,
  };
}

function count(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${name} ${text}: must be a number from 1 on`);
  return Number(text);
}

function hostOf(text: string): HostKind {
  const kind = hostKinds.find((one) => one === text);
  if (kind === undefined) throw new Error(`--host ${text}: must be one of ${hostKinds.join(', ')}`);
  return kind;
}
