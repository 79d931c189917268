import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SubmissionInput } from '@cellblock/contract';
import { SandboxError } from '@cellblock/sandbox';
import { assertNothingLeft, cachingEvaluator, KiB, MiB, several } from './testing/evaluate-in-fakes.js';
import { type FakeCells, type Fate, programOf, said } from './testing/fake-cells.js';

const one = { source: 'int one;' };
const two = { source: 'int two;' };

/** Holds back the report of the first cell of this program until `end` is called. */
function delayFirst(cells: FakeCells, name: string) {
  const { start } = cells;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const hasStarted = new Promise<void>((resolve) => {
    cells.start = (spec) => {
      const cell = start(spec);
      if (programOf(spec) !== name) return cell;
      cells.start = start;
      resolve();
      return { ...cell, report: ended.then(() => cell.report) };
    };
  });
  return { hasStarted, end };
}

test('the same program again is not compiled again, and its words are told again', async () => {
  const warning = 'main.c:1:5: warning: unused [-Wunused]\n';
  const { evaluate, cells, times } = cachingEvaluator({ cc1: said(warning) });
  const first = await evaluate({ ...one, stdin: 'a' });
  const { head } = await evaluate({ ...one, stdin: 'b', args: ['x'] });
  assert.deepEqual(
    [times('cc1'), times('as'), times('ld.gold'), times('ld.bfd'), times('artifact')],
    [1, 1, 1, 0, 2],
  );
  assert.equal(first.head.compile?.cached, false);
  const { usage, ...compile } = head.compile ?? assert.fail('no compile');
  const { usage: _, ...before } = first.head.compile ?? assert.fail('no compile');
  assert.deepEqual(compile, { ...before, cached: true });
  assert.equal(compile.output, warning);
  assert.equal(compile.diagnostics.length, 1);
  assert.equal(usage.cpuMs, 0);
  assert.equal(usage.memoryBytes, 0);
  const [ran, ranAgain] = cells.specs.filter((spec) => programOf(spec) === 'artifact');
  assert.deepEqual([ran?.program, ranAgain?.program], [{ blob: 2 }, { blob: 2 }]);
  assert.deepEqual(ranAgain?.stdin, Buffer.from('b'));
  assert.deepEqual([...cells.held], [2]);
});

test('a program that tells the time is compiled each time, and nothing of it is held', async () => {
  const { evaluate, cells, times } = cachingEvaluator();
  const dated = { source: 'char *d = __DATE__;' };
  await evaluate(dated);
  assert.equal((await evaluate(dated)).head.compile?.cached, false);
  assert.equal(times('cc1'), 2);
  assertNothingLeft(cells);
});

test('K17: identical programs at once are compiled once, and each run is its own', async () => {
  const { evaluate, cells, times } = cachingEvaluator((spec) =>
    programOf(spec) === 'artifact'
      ? { chunks: [{ stream: 'stdout', bytes: Buffer.isBuffer(spec.stdin) ? spec.stdin : Buffer.alloc(0) }] }
      : {},
  );
  const stdins = ['one', 'two', 'three', 'four', 'five'];
  const outcomes = await Promise.all(stdins.map((stdin) => evaluate({ ...several, stdin })));
  assert.equal(times('cc1'), 3);
  assert.equal(times('ld.gold'), 1);
  assert.deepEqual(
    outcomes.map(({ chunks }) => chunks.map(({ bytes }) => bytes.toString()).join()),
    stdins,
  );
  assert.deepEqual(
    outcomes.map(({ head }) => head.compile?.cached),
    [false, true, true, true, true],
  );
  assert.equal(cells.held.size, 1);
});

test('K18: another option, standard, file or link is another artifact; another stdin is not', async () => {
  const { evaluate, times } = cachingEvaluator();
  const inputs: SubmissionInput[] = [
    one,
    { ...one, compiler: { optimize: '2' } },
    { ...one, compiler: { standard: 'c99' } },
    { ...one, compiler: { defines: { one: 'two' } } },
    { ...one, profile: 'strict' },
    { files: [{ path: 'other.c', content: one.source }] },
  ];
  for (const input of inputs) assert.equal((await evaluate(input)).head.compile?.cached, false);
  for (const input of inputs) {
    assert.equal((await evaluate({ ...input, stdin: 'x' })).head.compile?.cached, true);
  }
  assert.equal(times('cc1'), inputs.length);
});

test('M03: no cell is given a cached artifact as a file, and none that a program left behind is kept', async () => {
  const { evaluate, cells } = cachingEvaluator();
  const wanted = { ...one, outputs: ['a.out', 'unit-0.o'], inputs: [{ path: 'a.out', content: 'poison' }] };
  await evaluate(wanted);
  await evaluate(wanted);
  await evaluate(two);
  for (const spec of cells.specs.filter((each) => programOf(each) === 'artifact')) {
    assert.deepEqual(spec.keep, []);
    assert.ok(spec.inputs.every(({ content }) => Buffer.isBuffer(content)));
  }
  const objects = cells.specs
    .flatMap((spec) => spec.inputs)
    .filter(({ content }) => !Buffer.isBuffer(content));
  const artifacts = cells.specs.flatMap(({ program }) => ('blob' in program ? [program.blob] : []));
  for (const { content } of objects) {
    assert.ok('blob' in content && !artifacts.includes(content.blob));
  }
});

test('only what compiled is kept: a refusal is had again, and so is a limit', async () => {
  for (const fate of [
    { exitCode: 1, ...said('main.c:1:1: error: bad\n') },
    { cause: 'cpu', exitCode: null },
  ] as Fate[]) {
    const { evaluate, cells, times } = cachingEvaluator({ cc1: fate });
    const first = await evaluate(one);
    const { head } = await evaluate(one);
    assert.equal(head.verdict, first.head.verdict);
    assert.equal(head.compile?.cached, false);
    assert.equal(times('cc1'), 2);
    assertNothingLeft(cells);
  }
});

test('those who wait share a refusal in the compiler’s own words', async () => {
  const { evaluate, times, cells } = cachingEvaluator({
    cc1: { exitCode: 1, ...said('main.c:1:1: error: bad\n') },
  });
  const outcomes = await Promise.all([evaluate(one), evaluate(one), evaluate(one)]);
  assert.equal(times('cc1'), 1);
  for (const { head } of outcomes) assert.equal(head.compile?.output, 'main.c:1:1: error: bad\n');
  assertNothingLeft(cells);
});

test('those who wait for a limit or a crash find out for themselves', async () => {
  for (const fate of [
    { cause: 'wall', exitCode: null },
    { cause: 'signal', exitCode: null, signal: 'SIGKILL' },
  ] as Fate[]) {
    const { evaluate, times, cells } = cachingEvaluator((spec, index) =>
      index === 0 && programOf(spec) === 'cc1' ? fate : {},
    );
    const outcomes = await Promise.all([evaluate(one), evaluate(one), evaluate(one)]);
    assert.deepEqual(
      outcomes.map(({ head }) => head.verdict === 'ok'),
      [false, true, true],
    );
    assert.equal(times('cc1'), 3);
    assert.equal(cells.held.size, 1);
  }
});

test('a sandbox that fails under the first leaves the second to compile', async () => {
  let compilers = 0;
  const { evaluate, cells } = cachingEvaluator((spec) =>
    programOf(spec) === 'cc1' && compilers++ === 0 ? new SandboxError('mount', 'EPERM') : {},
  );
  const outcomes = await Promise.all([evaluate(one), evaluate(one)]);
  assert.deepEqual(
    outcomes.map(({ head }) => head.verdict),
    ['ok', 'ok'],
  );
  assert.equal(compilers, 2);
  assert.equal(cells.held.size, 1);
});

test('a sandbox that fails for everybody is an error to everybody, and holds nothing', async () => {
  const { evaluate, cells } = cachingEvaluator({ 'ld.gold': new SandboxError('mount', 'EPERM') });
  const outcomes = await Promise.allSettled([evaluate(one), evaluate(one)]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assertNothingLeft(cells);
});

test('when the first is cancelled the second compiles, and is not disturbed', async () => {
  const controller = new AbortController();
  const reason = new Error('the client is gone');
  let compilers = 0;
  const { evaluate, cells } = cachingEvaluator((spec) => {
    if (programOf(spec) !== 'cc1' || compilers++ > 0) return {};
    setImmediate(() => controller.abort(reason));
    return 'waits';
  });
  const first = evaluate(one, controller.signal);
  const second = evaluate(one);
  await assert.rejects(first, (error) => error === reason);
  const { head } = await second;
  assert.equal(head.verdict, 'ok');
  assert.equal(head.compile?.cached, false);
  assert.equal(cells.held.size, 1);
});

test('who is cancelled while waiting hears so at once, and the others never', async () => {
  const controller = new AbortController();
  const reason = new Error('the client is gone');
  const { evaluate, cells, times } = cachingEvaluator();
  const { end } = delayFirst(cells, 'cc1');
  const first = evaluate(one);
  const second = evaluate(one, controller.signal);
  const third = evaluate(one);
  controller.abort(reason);
  await assert.rejects(second, (error) => error === reason);
  end();
  assert.deepEqual(
    (await Promise.all([first, third])).map(({ head }) => head.compile?.cached),
    [false, true],
  );
  assert.equal(times('cc1'), 1);
  assert.equal(cells.held.size, 1);
});

test('the least recently used goes first', async () => {
  const { evaluate, cells, times } = cachingEvaluator({}, 20 * KiB, 8 * KiB);
  const cached = async (input: SubmissionInput) => (await evaluate(input)).head.compile?.cached;
  assert.deepEqual([await cached(one), await cached(two)], [false, false]);
  assert.equal(await cached(one), true);
  assert.equal(await cached({ source: 'int three;' }), false);
  assert.equal(cells.held.size, 2);
  assert.deepEqual([await cached(one), await cached(two)], [true, false]);
  assert.equal(times('cc1'), 4);
});

test('what is larger than the cache is not kept, and pushes nothing out', async () => {
  let artifactBytes = 1000;
  const { evaluate, cells } = cachingEvaluator(
    (spec) => (programOf(spec) === 'ld.gold' ? { keptBytes: [artifactBytes] } : {}),
    MiB,
  );
  await evaluate(one);
  artifactBytes = 2 * MiB;
  await evaluate(two);
  assert.equal((await evaluate(one)).head.compile?.cached, true);
  assert.equal(cells.held.size, 1);
});

test('an artifact that is pushed out under a run is released after the run', async () => {
  const { evaluate, cells } = cachingEvaluator({}, 12 * KiB, 8 * KiB);
  const { hasStarted, end } = delayFirst(cells, 'artifact');
  const slow = evaluate(one);
  await hasStarted;
  await evaluate(two);
  assert.equal(cells.held.size, 3, 'the running one, its object, and the cached one');
  assert.equal((await evaluate(two)).head.compile?.cached, true);
  end();
  assert.equal((await slow).head.verdict, 'ok');
  assert.equal(cells.held.size, 1);
});

test('an artifact that cannot be started any more is made again', async () => {
  let isLost = false;
  const { evaluate, cells, times } = cachingEvaluator((spec) => {
    const fails = isLost && 'blob' in spec.program && spec.program.blob === 2;
    return fails ? new SandboxError('program', 'ENOENT') : {};
  });
  await evaluate(one);
  isLost = true;
  const { head } = await evaluate(one);
  assert.equal(head.verdict, 'ok');
  assert.equal(head.compile?.cached, false);
  assert.equal(times('cc1'), 2);
  assert.equal((await evaluate(one)).head.compile?.cached, true);
  assert.equal(cells.held.size, 1);
});

test('a cancelled run leaves its artifact to the cache', async () => {
  const controller = new AbortController();
  const { evaluate, cells } = cachingEvaluator((spec) => {
    if (programOf(spec) !== 'artifact' || controller.signal.aborted) return {};
    setImmediate(() => controller.abort());
    return 'waits';
  });
  await assert.rejects(evaluate(one, controller.signal));
  assert.equal(cells.running.size, 0);
  assert.equal(cells.held.size, 1);
  assert.equal((await evaluate(one)).head.compile?.cached, true);
});
