// npm run test:faults: every system call of every life goes wrong, in every way that it can.

import { parseArgs } from 'node:util';
import { openLab } from '../sandbox/cell.js';
import { type Defect, inject, kinds, trace } from './injection.js';
import { lives } from './lives.js';
import { killAtRandom } from './random-death.js';
import { buildSabotage, type Call, type Way } from './sabotage.js';
import { Theatre } from './theatre.js';
import { waysOf } from './ways.js';

const help = `
Usage: npm run test:faults -- --all | --life NAME ... [--match TEXT]

Makes the system calls of a cell's life go wrong, one at a time: with each errno of test/faults/ways.ts, by killing the
caller just before the call, and by making the call late. What a life shares with the first of them (the making of
process 1 and 2) goes wrong in that one alone; what the warden does, in each. Then kills wardens at random moments.

  --all          every life: ${lives.map(({ name }) => name).join(', ')}
  --life NAME    these
  --match TEXT   calls alone whose role, name, number and way ("init mount 1 EPERM") hold this
  --help         print this

Takes about half an hour. Ends with status 1 if anything was not as it must be.
`;

const { values } = parseArgs({
  options: {
    all: { type: 'boolean' },
    life: { type: 'string', multiple: true, default: [] },
    match: { type: 'string', default: '' },
    help: { type: 'boolean' },
  },
});
const chosen = lives.filter(({ name }) => values.all || values.life.includes(name));
if (values.help || chosen.length === 0) console.log(help.trim());
else await sweep();

async function sweep(): Promise<void> {
  await buildSabotage();
  const maker = await openLab();
  const counts = { lives: 0, calls: 0, injections: 0, hits: 0, 'random kills': 0 };
  const found: Defect[] = [];
  const shared = new Set<string>();
  if (lives[0] !== undefined && lives[0] !== chosen[0]) {
    const theatre = new Theatre(lives[0], maker);
    for (const call of await trace(theatre)) shared.add(keyOf(call));
    await theatre.close();
  }
  for (const life of chosen) {
    const theatre = new Theatre(life, maker);
    const calls = await trace(theatre);
    counts.lives += 1;
    counts.calls += calls.length;
    console.log(`${life.name}: ${calls.length} calls`);
    for (const [call, way] of calls
      .filter((each) => each.role === 'warden' || !shared.has(keyOf(each)))
      .flatMap(pairs)) {
      const title = `${call.role} ${call.name} ${call.nth} ${way}`;
      if (!title.includes(values.match)) continue;
      const { isHit, outcome, defects } = await inject(theatre, { life, call, way });
      counts.injections += 1;
      counts.hits += Number(isHit);
      found.push(...defects);
      console.log(`  ${title}: ${isHit ? outcome : 'was not made'}${defects.map(shown).join('')}`);
    }
    if (life === lives[0]) for (const call of calls) shared.add(keyOf(call));
    await theatre.close();
  }
  if (values.match === '') {
    for (const life of chosen) {
      counts['random kills'] += 20;
      found.push(...(await killAtRandom(life, maker, 20)));
    }
  }
  await maker.close();
  const sums = kinds.map((kind) => [kind, found.filter((each) => each.kind === kind).length]);
  console.log({ ...counts, ...Object.fromEntries(sums) });
  if (found.length > 0) process.exitCode = 1;
}

function pairs(call: Call): [Call, Way][] {
  return waysOf(call).map((way) => [call, way]);
}

function shown({ kind, what }: Defect): string {
  return `\n    DEFECT ${kind}: ${what}`;
}

function keyOf({ role, name, nth }: Call): string {
  return `${role} ${name} ${nth}`;
}
