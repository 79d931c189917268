// npm run bench: how fast it is, against what a user would do by hand, on this machine and in this hour.

import { loadavg } from 'node:os';
import { breakdownLines, breakdownOf } from './bench/breakdown.mjs';
import { drawGrowth } from './bench/growth.mjs';
import { isMet, lineOf, machine, markdownOf } from './bench/report.mjs';
import { adapterRows } from './bench/rows/adapters.mjs';
import { bubblewrapRows, hasBubblewrap } from './bench/rows/bubblewrap.mjs';
import { compileRows } from './bench/rows/compile.mjs';
import { loadRows } from './bench/rows/load.mjs';
import { memoryRows } from './bench/rows/memory.mjs';
import { nativeRows } from './bench/rows/native.mjs';
import { openSetting } from './bench/setting.mjs';
import { enter } from './command-line.mjs';
import { prepare } from './prepare.mjs';

const rows = [...compileRows, ...loadRows, ...adapterRows, ...nativeRows, ...memoryRows, ...bubblewrapRows];
const plans = {
  full: { isQuick: false, rounds: 40, warmUpRounds: 10 },
  quick: { isQuick: true, rounds: 6, warmUpRounds: 2 },
};

const help = `
Usage: npm run bench [-- options]

Starts a service of its own and measures it against the bare commands: the two take turns, and medians are compared.
Takes some minutes, in which the machine should have nothing else to do.

  --quick        a few rounds only: to see that it works, not how fast
  --only ROW,... these rows alone: ${rows.map(({ name }) => name).join(', ')}
  --json         print JSON and nothing else
  --markdown     print the table for docs/performance.md and nothing else
  --growth DIR   draw how cost grows with source, runs and clients, as plots in DIR; no rows
  --help         print this

CELLBLOCK_FORK_SERVERS, CELLBLOCK_CACHE_BYTES, CELLBLOCK_CONCURRENCY and CELLBLOCK_CGROUP are those of the service.
`;

const options = {
  quick: { type: 'boolean' },
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  only: { type: 'string' },
  growth: { type: 'string' },
};

await enter({ help, options }, async ({ quick = false, json = false, markdown = false, only, growth }) => {
  const chosen = growth === undefined ? chosenRows(only) : [];
  const isForReading = json || markdown;
  const say = isForReading ? () => {} : console.log;
  // The set-up's lines are not for who reads the JSON.
  if (isForReading) console.log = console.error;
  await prepare('start');
  const on = machine();
  say(
    `${on.cpus} processors (${on.model}), Linux ${on.kernel}, Node ${on.node}, load ${on.load[0].toFixed(1)}\n`,
  );
  const plan = quick ? plans.quick : plans.full;
  const setting = openSetting(plan);
  const measured = [];
  let breakdown = null;
  let plots = null;
  // Whoever stops it leaves nothing behind.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => setting.close().finally(() => process.exit(1)));
  try {
    for (const row of chosen) {
      const figures = await row.measure(setting, plan);
      say(lineOf(row, figures));
      measured.push(resultOf(row, figures));
    }
    if (growth !== undefined) plots = await drawGrowth(setting, plan, growth);
    else if (only === undefined) breakdown = await breakdownOf(setting, plan);
  } finally {
    await setting.close();
  }
  const loadAfter = loadavg();
  const document = { machine: on, loadAfter, quick, rounds: plan.rounds, rows: measured, breakdown, plots };
  const stages = breakdown === null ? '' : breakdownLines(breakdown).join('\n');
  if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (markdown) process.stdout.write(`${markdownOf(on, measured)}\n\n\`\`\`\n${stages}\n\`\`\`\n`);
  else say(`\n${stages}\nload ${loadAfter[0].toFixed(1)} at the end`);
});

function chosenRows(only) {
  if (only === undefined) return rows.filter((row) => !bubblewrapRows.includes(row) || hasBubblewrap());
  const names = only.split(',');
  const unknown = names.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new Error(`--only ${unknown}: must be of ${rows.map(({ name }) => name).join(', ')}`);
  return rows.filter(({ name }) => names.includes(name));
}

function resultOf({ name, title, unit, kind, theirsIs, most = null, least = null }, figures) {
  const met = isMet({ most: most ?? undefined, least: least ?? undefined }, figures.value);
  return { name, title, kind, unit, theirsIs, target: { most, least }, met, ...figures };
}
