import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SubmissionInput } from '@cellblock/contract';
import type { CellSpec } from '@cellblock/sandbox';
import { evaluate, MiB } from './testing/evaluate-in-fakes.js';
import { type Fate, programOf } from './testing/fake-cells.js';

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
