import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SubmissionInput } from '@cellblock/contract';
import type { CellSpec } from '@cellblock/sandbox';
import { createEvaluator } from './evaluate.js';
import {
  assertNothingLeft,
  evaluate,
  MiB,
  patient,
  submissionOf,
  toolchain,
} from './testing/evaluate-in-fakes.js';
import { type Fate, fakeCells, programOf } from './testing/fake-cells.js';

const reportOf = (where: string) =>
  Buffer.from(
    `==2==ERROR: AddressSanitizer: FPE on unknown address 0x1 (pc 0x1)\n    #0 0x1 in f ${where}\n`,
  );
const crashed: Fate = { cause: 'signal', exitCode: null, signal: 'SIGFPE' };
const explanation: Fate = { exitCode: 1, outputs: [reportOf('/tmp/main.c:7')] };

/** Evaluates a program that crashes, and what its second run shows. */
const explain = (input: SubmissionInput, fate: Fate = crashed, again: Fate = explanation) =>
  evaluate({ explainCrash: true, ...input }, (spec: CellSpec) => {
    if (programOf(spec) !== 'artifact') return {};
    return spec.sanitized ? again : fate;
  });

test('a crash is explained by a second run, and the verdict stays that of the first', async () => {
  const { head, names } = await explain({});
  assert.equal(head.verdict, 'signal');
  assert.equal(head.run?.signal, 'SIGFPE');
  assert.deepEqual(head.run.crash?.frames, [{ function: 'f', file: 'main.c', line: 7 }]);
  assert.deepEqual(names, ['cc1', 'as', 'ld.gold', 'artifact', 'cc1', 'as', 'ld.gold', 'artifact']);
});

test('the second run has the same input, no other output, and the memory that the sanitizer takes', async () => {
  const { cells } = await explain({
    stdin: 'in',
    args: ['a'],
    outputs: ['mine'],
    limits: { memoryBytes: 64 * MiB },
  });
  const [first, second] = cells.specs.filter((spec) => programOf(spec) === 'artifact');
  assert.ok(first && second);
  assert.deepEqual(second.stdin, first.stdin);
  assert.deepEqual(second.argv, first.argv);
  assert.deepEqual(second.outputs, [{ path: 'crash-report.2', maximumBytes: MiB }]);
  assert.deepEqual({ ...second.limits, memoryBytes: 0 }, { ...first.limits, memoryBytes: 0 });
  assert.equal(second.limits.memoryBytes, 128 * MiB);
  assert.match(second.env.join(' '), /ASAN_OPTIONS=log_path=\/tmp\/crash-report:/);
});

test('what is more than the address space of the first run is not to be had in the second', async () => {
  const limits = { addressSpaceBytes: 100 * MiB };
  const optionsOf = async (input: SubmissionInput) => {
    const { cells } = await explain({ limits, ...input });
    return cells.specs.findLast((spec) => programOf(spec) === 'artifact')?.env.join(' ') ?? '';
  };
  assert.match(await optionsOf({}), /:allocator_may_return_null=1:max_allocation_size_mb=100$/);
  // Sanitized the first run had no such bound either.
  assert.doesNotMatch(await optionsOf({ compiler: { sanitize: ['undefined'] } }), /max_allocation_size_mb/);
});

for (const [title, input, fate] of [
  ['that nobody asked about', { explainCrash: false }, crashed],
  ['of a program that ended by itself', {}, { exitCode: 1 }],
  ['that was a kill', {}, { ...crashed, signal: 'SIGKILL' }],
  ['of a sealed program', { profile: 'sealed' }, crashed],
] satisfies [string, SubmissionInput, Fate][]) {
  test(`there is no second run for an end ${title}`, async () => {
    const { head, names } = await explain(input, fate);
    assert.equal(head.run?.crash, null);
    assert.equal(names.filter((name) => name === 'artifact').length, 1);
  });
}

test('a second run that shows nothing explains nothing', async () => {
  const { head } = await explain({}, crashed, { outputs: [null] });
  assert.equal(head.verdict, 'signal');
  assert.equal(head.run?.crash, null);
});

test('what links only when it is optimized is explained as it was compiled', async () => {
  let links = 0;
  const { head, cells } = await evaluate(
    { explainCrash: true, compiler: { optimize: '2' } },
    (spec: CellSpec): Fate => {
      const name = programOf(spec);
      if (name === 'artifact') return spec.sanitized ? explanation : crashed;
      if (!name.startsWith('ld')) return {};
      links += 1;
      return links === 2 || links === 3 ? { exitCode: 1 } : {};
    },
  );
  assert.equal(head.run?.crash?.frames[0]?.line, 7);
  const levels = cells.specs.flatMap(({ argv }) => argv.filter((word) => /^-O.$/.test(word)));
  assert.deepEqual(levels, ['-O2', '-O0', '-O2']);
});

// What a turn does that has lent its place has to wait as well: it would run beside those that hold theirs.
test('a program that crashed when its place was lent is explained when it has one', {
  timeout: 20_000,
}, async () => {
  const awake = setInterval(() => {}, 1000); // looks at programs are no reason for the process to go on
  const ends = new Map<string | undefined, () => void>();
  const cells = fakeCells((spec) => {
    if (programOf(spec) !== 'artifact') return {};
    if (spec.sanitized) return explanation;
    return new Promise((resolve) => ends.set(spec.argv[1], () => resolve(crashed)));
  });
  const evaluator = createEvaluator({
    cells,
    toolchain,
    programs: 1,
    lending: { programs: 1, memoryBytes: 1024 * MiB },
  });
  const evaluation = (arg: string, explainCrash: boolean) =>
    evaluator.evaluate(submissionOf({ args: [arg], explainCrash }), { id: arg, signal: patient });
  const begun = async (arg: string) => {
    while (!ends.has(arg)) await delay(5);
  };
  try {
    const sleeper = evaluation('sleeps', true);
    await begun('sleeps');
    const other = evaluation('busy', false);
    await begun('busy');
    const before = cells.specs.length;
    ends.get('sleeps')?.();
    await delay(300);
    assert.equal(cells.specs.length, before);
    ends.get('busy')?.();
    await other;
    assert.ok((await sleeper).head.run?.crash);
    assertNothingLeft(cells);
  } finally {
    clearInterval(awake);
  }
});
