import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEvaluator } from './evaluate.js';
import type { Repetition } from './repeat.js';
import { assertNothingLeft, patient, submissionOf, toolchain } from './testing/evaluate-in-fakes.js';
import { type Fate, fakeCells, programOf } from './testing/fake-cells.js';

const wrote = (text: string, cpuMs: number): Fate => ({
  chunks: [{ stream: 'stdout', bytes: Buffer.from(text) }],
  usage: { cpuMs, wallMs: 2 * cpuMs, memoryBytes: 1000 * cpuMs },
});

/** The outcome of a program whose runs end in turn like this, and how often it was run and compiled. */
async function repeated(repeat: Repetition, fates: Fate[]) {
  let runs = 0;
  const cells = fakeCells((spec) => (programOf(spec) === 'artifact' ? (fates[runs++] ?? {}) : {}));
  const told: string[] = [];
  const outcome = await createEvaluator({ cells, toolchain }).evaluate(submissionOf({}), {
    id: 'job',
    signal: patient,
    repeat,
    emit: ({ type }) => void told.push(type),
  });
  assertNothingLeft(cells);
  const compilations = cells.specs.filter((spec) => programOf(spec) === 'cc1').length;
  return { outcome, runs, compilations, told };
}

test('a program is run as often as is asked for, compiled once, and its usage is the average', async () => {
  const fates = [wrote('a\n', 1), wrote('a', 2), wrote('a', 6), wrote('a', 9)];
  const { outcome, runs, compilations, told } = await repeated({ runs: 3, expected: 'YQ==' }, fates);
  assert.deepEqual([runs, compilations], [3, 1]);
  assert.deepEqual(outcome.head.run?.usage, { cpuMs: 3, wallMs: 6, memoryBytes: 3000 });
  assert.equal(told.filter((type) => type === 'running').length, 1);
});

test('the first run that writes something else is the last', async () => {
  const fates = [wrote('a', 1), wrote('b', 3), wrote('a', 1)];
  const { outcome, runs } = await repeated({ runs: 3, expected: 'YQ==' }, fates);
  assert.equal(runs, 2);
  assert.equal(Buffer.concat(outcome.chunks.map(({ bytes }) => bytes)).toString(), 'b');
  assert.equal(outcome.head.run?.usage.cpuMs, 2);
});

test('the first run that fails is the last', async () => {
  const { outcome, runs } = await repeated({ runs: 3, expected: null }, [wrote('a', 1), { exitCode: 3 }]);
  assert.deepEqual([runs, outcome.head.verdict], [2, 'exit_nonzero']);
});
