// A sample of what `npm run test:identity` compares as a whole: a copy of a started compiler answers like the compiler.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type Comparison, openComparison, type Ruling, ruleAll } from './identity.js';
import { optionSets } from './option-sets.js';
import { brokenCases, oddCases, programCases } from './sources.js';

const atOnce = 2;
const sampled = ['{}', '{"optimize":"3"}', '{"standard":"c90","warnings":["all","extra","pedantic"]}'];
const every = 24;

suite('fork servers answer like the compiler itself', { timeout: 300_000 }, () => {
  let comparison: Comparison;
  before(async () => {
    comparison = await openComparison(atOnce);
  });
  after(() => comparison.close());

  test('the whole comparison has hundreds of programs and every option', async () => {
    const programs = await programCases();
    assert.ok(programs.length + oddCases().length > 400);
    assert.ok(optionSets.length > 40);
  });

  for (const { name, compiler } of optionSets.filter((set) => sampled.includes(set.name))) {
    test(`with the options ${name}`, async () => {
      const programs = await programCases();
      const all = [...programs, ...oddCases(), ...brokenCases(programs, 200)];
      const start = sampled.indexOf(name);
      const cases = all.filter((_, index) => index % every === start);
      const counts: Record<Ruling, number> = { same: 0, different: 0, 'asked again': 0, plain: 0 };
      const different: string[] = [];
      await ruleAll(comparison, { cases, compiler, atOnce }, (one, ruling) => {
        counts[ruling]++;
        if (ruling === 'different') different.push(one.name);
      });
      assert.deepEqual(different, []);
      assert.deepEqual(comparison.troubles, []);
      assert.ok(counts.same > cases.length / 2, JSON.stringify(counts));
    });
  }
});
