// npm run test:identity: compares fork servers with the compiler itself on every program and option set, and counts.

import { parseArgs } from 'node:util';
import { openComparison, type Ruling, ruleAll } from './identity.js';
import { optionSets } from './option-sets.js';
import { brokenCases, oddCases, programCases } from './sources.js';

const help = `
Usage: npm run test:identity [-- options]

Compiles every program with every option set, by a copy of a started cc1 and by cc1 itself, and compares assembly,
diagnostics and exit, byte for byte.

  --broken N     programs with lines and bytes out of place (default 300)
  --every N      each Nth program alone, another choice for each option set (default 1)
  --sets N       the first N option sets alone (default: all)
  --parallel N   compare as many at once (default 4)
  --help         print this

Ends with status 1 if anything differed.
`;

const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const { values } = parseArgs({
  options: {
    broken: number('300'),
    every: number('1'),
    parallel: number('4'),
    sets: number(String(optionSets.length)),
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}

const atOnce = Number(values.parallel);
const every = Number(values.every);
const programs = await programCases();
const cases = [...programs, ...oddCases(), ...brokenCases(programs, Number(values.broken))];
const counts: Record<Ruling, number> = { same: 0, different: 0, 'asked again': 0, plain: 0 };
const comparison = await openComparison(atOnce);
let givenUp: readonly Error[] = [];
try {
  for (const [index, { name, compiler }] of optionSets.slice(0, Number(values.sets)).entries()) {
    const chosen = cases.filter((_, at) => at % every === index % every);
    const began = performance.now();
    await ruleAll(comparison, { cases: chosen, compiler, atOnce }, (one, ruling) => {
      counts[ruling]++;
      if (ruling === 'different') console.log(`DIFFERENT: ${one.name} with ${name}`);
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${name}: ${chosen.length} programs in ${seconds} s; so far ${JSON.stringify(counts)}`);
  }
} finally {
  // Before the end, which all of them meet.
  givenUp = [...comparison.troubles];
  await comparison.close();
}
for (const error of givenUp) console.log(`GIVEN UP: ${error.message}`);
console.log(`${cases.length} programs, ${values.sets} option sets: ${JSON.stringify(counts)}`);
process.exitCode = counts.different + givenUp.length > 0 ? 1 : 0;
