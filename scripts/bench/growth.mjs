// How cost grows with the source, with the tests of one program, and with the clients: measured, and drawn.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plotOf } from './plot.mjs';
import { median, rateOf, takeTurns } from './sampling.mjs';
import { helloSource, linesSource, sumSource } from './sources.mjs';

const byHand = 'gcc -O1 a.c -o a -lm && ./a';

/** Writes source.svg, tests.svg and clients.svg into the directory, and gives the points that are in them. */
export async function drawGrowth(setting, { isQuick }, directory) {
  mkdirSync(directory, { recursive: true });
  const plots = {
    source: await sourceGrowth(setting, isQuick ? [10, 100] : [10, 100, 1000, 10_000, 100_000]),
    tests: await testsGrowth(setting, isQuick ? [1, 10] : [1, 10, 100, 1000]),
    clients: await clientsGrowth(setting, isQuick ? [1, 4] : [1, 2, 4, 8, 16, 32, 64], isQuick ? 16 : 128),
  };
  for (const [name, plot] of Object.entries(plots))
    writeFileSync(join(directory, `${name}.svg`), plotOf(plot));
  return plots;
}

async function sourceGrowth(setting, sizes) {
  const client = await setting.client();
  const shell = await setting.shell();
  const points = { ours: [], theirs: [] };
  for (const lines of sizes) {
    writeFileSync(join(shell.path, 'a.c'), linesSource(lines, setting.number()));
    const samples = await takeTurns(
      {
        ours: async () => (await client.run({ source: linesSource(lines, setting.number()) })).ms,
        theirs: () => shell.run(byHand),
      },
      { rounds: 9, warmUpRounds: 2 },
    );
    points.ours.push([lines, median(samples.ours)]);
    points.theirs.push([lines, median(samples.theirs)]);
  }
  const series = [
    { name: 'POST /run', points: points.ours },
    { name: 'gcc and ./a', points: points.theirs },
  ];
  return { title: 'One program, never seen', x: 'lines of the source', y: 'ms', series };
}

async function testsGrowth(setting, counts) {
  const client = await setting.client();
  const points = [];
  for (const tests of counts) {
    const number = setting.number();
    const test = { stdin: '1 2 3\n', expected: `${number + 6}\n` };
    const submission = { source: sumSource(number) };
    const { ms } = await client.grade({ submission, tests: Array(tests).fill(test) });
    points.push([tests, ms]);
  }
  const series = [{ name: 'POST /grade', points }];
  return { title: 'One program and its tests', x: 'tests', y: 'ms for all of them', series };
}

async function clientsGrowth(setting, counts, times) {
  const client = await setting.client();
  const points = [];
  for (const clients of counts) {
    await rateOf(clients, clients, () => client.run({ source: helloSource(setting.number()) }));
    const rate = await rateOf(times, clients, () => client.run({ source: helloSource(setting.number()) }));
    points.push([clients, rate]);
  }
  const series = [{ name: 'POST /run', points }];
  return { title: 'Programs never seen', x: 'clients at once', y: 'programs a second', series };
}
