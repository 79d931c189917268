// Rows of POST /run and POST /grade against gcc by hand: one program at a time, for one user.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, takeTurns } from '../sampling.mjs';
import { helloSource, longSource, sumSource } from '../sources.mjs';

const byHand = 'gcc -O1 a.c -o a -lm && ./a';
const byHandWithInput = `${byHand} < input`;
const input = '1 2 3\n';
const warmUpMs = 2000;

/** Samples of `ours` (given the client) against a command by hand on `source(number)`. */
async function againstGcc(setting, plan, { source, ours, theirs = byHand }) {
  const client = await setting.client();
  const shell = await setting.shell();
  const write = () => writeFileSync(join(shell.path, 'a.c'), source(setting.number()));
  write();
  writeFileSync(join(shell.path, 'input'), input);
  return takeTurns({ ours: () => ours(client), theirs: () => shell.run(theirs) }, { ...plan, warmUpMs });
}

const ratioOf = ({ ours, theirs }) => ({
  ours: median(ours),
  theirs: median(theirs),
  value: median(ours) / median(theirs),
});

const unseen = (source) => async (setting, plan) =>
  ratioOf(
    await againstGcc(setting, plan, {
      source,
      ours: async (client) => (await client.run({ source: source(setting.number()) })).ms,
    }),
  );

async function seen(setting, plan) {
  const submission = { source: helloSource(setting.number()) };
  const { answer } = await (await setting.client()).run(submission);
  if (answer.compile.cached) throw new Error('a source that was never sent was answered from the cache');
  const samples = await againstGcc(setting, plan, {
    source: helloSource,
    ours: async (client) => {
      const { answer, ms } = await client.run(submission);
      if (!answer.compile.cached) throw new Error('the same source was compiled again: is the cache off?');
      return ms;
    },
  });
  return ratioOf(samples);
}

const tests = 100;

async function perTest(setting, plan) {
  const samples = await againstGcc(setting, plan, {
    source: sumSource,
    theirs: byHandWithInput,
    async ours(client) {
      const given = Array.from({ length: tests }, (_, index) => ({ stdin: `${index} ${input}` }));
      const number = setting.number();
      const { ms } = await client.grade({
        submission: { source: sumSource(number) },
        tests: given.map(({ stdin }, index) => ({ stdin, expected: `${number + index + 6}\n` })),
      });
      return ms / tests;
    },
  });
  return ratioOf(samples);
}

const one = { unit: 'ms', kind: 'ratio', theirsIs: byHand };

export const compileRows = [
  {
    ...one,
    name: 'hello',
    title: 'POST /run, hello world, never seen',
    most: 0.45,
    measure: unseen(helloSource),
  },
  {
    ...one,
    name: 'long',
    title: 'POST /run, 300 lines, six headers, never seen',
    most: 0.55,
    measure: unseen(longSource),
  },
  { ...one, name: 'same', title: 'POST /run, the same source again', most: 0.12, measure: seen },
  {
    ...one,
    name: 'tests',
    theirsIs: byHandWithInput,
    title: 'POST /grade, 100 tests of one program never seen, per test',
    most: 0.08,
    measure: perTest,
  },
];
