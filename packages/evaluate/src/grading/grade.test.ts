import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, Grading, Submission } from '@cellblock/contract';
import { type CellSpec, type RunningCell, SandboxError } from '@cellblock/sandbox';
import { createCapacity } from '../capacity.js';
import { assertNothingLeft, toolchain } from '../testing/evaluate-in-fakes.js';
import { programOf, said } from '../testing/fake-cells.js';
import { echoTests, graderInFakes, isSubmission, stdinOf, wrote } from '../testing/grade-in-fakes.js';
import { gradeSubmission } from './grade.js';

const program = { source: 'int y;' };

describe('a grading', () => {
  test('compiles once and runs every test', async () => {
    const { grade, cells, times } = graderInFakes();
    const result = await grade({ tests: echoTests(5, 3) });
    assert.deepEqual([times('cc1'), times('as'), times('ld.gold'), times('artifact')], [1, 1, 1, 5]);
    assert.deepEqual(result.verdicts, ['accepted', 'accepted', 'wrong_answer', 'accepted', 'accepted']);
    assert.deepEqual([result.verdict, result.message], ['failed', '4 of 5 tests passed, 4 of 5 points']);
    assert.deepEqual(result.tests[2]?.difference, { line: 1, column: 1, expected: 'other', actual: '3' });
    assert.deepEqual(result.told, result.tests);
    assertNothingLeft(cells);
  });

  test('tells the compiler’s words, and runs nothing, where the program does not compile', async () => {
    const { grade, cells, times } = graderInFakes((spec) =>
      programOf(spec) === 'cc1' ? { ...said('main.c:1:5: error: no\n'), exitCode: 1 } : undefined,
    );
    const result = await grade({ tests: echoTests(2) });
    assert.deepEqual([result.verdict, result.compile?.ok, times('artifact')], ['compile_error', false, 0]);
    assert.deepEqual(result.verdicts, ['skipped', 'skipped']);
    assert.deepEqual(result.told, result.tests);
    assertNothingLeft(cells);
  });

  test('is a compile error where the artifact may not run', async () => {
    const { grade, cells } = graderInFakes((spec) =>
      isSubmission(spec) ? { cause: 'refused', exitCode: null, refusal: 'executable stack' } : undefined,
    );
    const result = await grade({ tests: echoTests(3) });
    assert.deepEqual([result.verdict, result.compile?.ok], ['compile_error', false]);
    assert.match(result.compile?.output ?? '', /executable stack/);
    assertNothingLeft(cells);
  });

  test('lets others get on while it reads and matches patterns that take long', async () => {
    const { grade } = graderInFakes((spec) => (isSubmission(spec) ? wrote(output) : undefined));
    const output = Array.from({ length: 16_384 }, (_, index) => 'ab'[((index * index) % 7) & 1]).join('');
    const classes = Array(164).fill('\\P{L}').join('|');
    const patterns = Array.from({ length: 6 }, (_, index) => `(?i)${index}|${classes}`);
    const tests = ['[ab]*a[ab]{230}c', ...patterns].map((expected) => ({ expected }));
    const began = performance.now();
    let longest = 0;
    let isOver = false;
    const watching = (async () => {
      for (let last = began; !isOver; last = performance.now()) {
        await nextTurn();
        longest = Math.max(longest, performance.now() - last);
      }
    })();
    const { verdicts } = await grade({ checker: { name: 'regex' }, tests }).finally(() => {
      isOver = true;
    });
    const took = performance.now() - began;
    await watching;
    assert.deepEqual(verdicts, Array(7).fill('wrong_answer'));
    assert.ok(longest < took / 5, `${longest} of ${took} ms without a turn of the event loop`);
  });

  test('lets a failed run stand, whatever was written before', async () => {
    const { grade } = graderInFakes((spec) =>
      isSubmission(spec)
        ? {
            chunks: [{ stream: 'stdout', bytes: Buffer.from('1') }],
            cause: 'signal',
            exitCode: null,
            signal: 'SIGSEGV',
          }
        : undefined,
    );
    const { tests } = await grade({ tests: echoTests(1) });
    assert.deepEqual([tests[0]?.verdict, tests[0]?.run?.signal], ['signal', 'SIGSEGV']);
    assert.equal(tests[0]?.run?.stdout.text, '1');
  });

  test('tells nothing of a hidden test but its verdict and points', async () => {
    const { grade } = graderInFakes((spec) => (isSubmission(spec) ? wrote('their 777') : undefined));
    const result = await grade({
      tests: [{ stdin: 'in 555', expected: 'out 666', hidden: true, points: 3 }],
    });
    assert.deepEqual(result.tests[0], {
      number: 1,
      name: 'test 1',
      group: null,
      hidden: true,
      verdict: 'wrong_answer',
      message: 'Wrong answer',
      points: 0,
      maximum: 3,
      run: null,
      difference: null,
    });
    assert.doesNotMatch(JSON.stringify(result), /555|666|777/);
  });

  test('is refused by field where the toolchain can’t do it', async () => {
    const { grade } = graderInFakes();
    const compiler = { name: 'clang' } as const;
    const fieldOf = (input: Parameters<typeof grade>[0]) =>
      grade(input).then(
        () => assert.fail('not refused'),
        (error) => (error instanceof AppError ? error.field : assert.fail(String(error))),
      );
    const tests = echoTests(1);
    assert.equal(await fieldOf({ tests, submission: { source: '', compiler } }), 'submission.compiler.name');
    assert.equal(
      await fieldOf({ tests, checkerProgram: { source: '', compiler } }),
      'checkerProgram.compiler.name',
    );
    const inputs = [{ path: 'a', content: 'x'.repeat(100_000) }];
    const limits = { scratchBytes: 65_536 };
    assert.equal(await fieldOf({ tests: [...tests, { expected: '', inputs, limits }] }), 'tests[1].inputs');
    const args = Array(64).fill('x'.repeat(4096));
    assert.equal(
      await fieldOf({ tests: [{ expected: '', args, limits: { stackBytes: 65_536 } }] }),
      'tests[0].args',
    );
    const checker = { name: 'regex' } as const;
    assert.equal(await fieldOf({ tests: [{ expected: '(', checker }] }), 'tests[0].expected');
  });

  test('that is called off leaves nothing', async () => {
    const { grade, cells } = graderInFakes((spec) => (isSubmission(spec) ? 'waits' : undefined), 2);
    const calling = new AbortController();
    const { start } = cells;
    cells.start = (spec) => {
      if (isSubmission(spec)) setImmediate(() => calling.abort(new Error('enough')));
      return start(spec);
    };
    await assert.rejects(grade({ tests: echoTests(4) }, calling.signal), /enough/);
    assertNothingLeft(cells);
  });
});

describe('stopping at the first failure', () => {
  for (const concurrency of [1, 3]) {
    test(`skips all that follow it, ${concurrency} at once`, async () => {
      const { grade, cells } = graderInFakes(undefined, concurrency);
      const result = await grade({ tests: echoTests(8, 3, 5), stop: 'failure' });
      assert.deepEqual(result.verdicts, [
        'accepted',
        'accepted',
        'wrong_answer',
        ...Array.from({ length: 5 }, () => 'skipped'),
      ]);
      assert.equal(result.verdict, 'failed');
      assert.deepEqual(result.told, result.tests);
      assertNothingLeft(cells);
    });
  }

  test('ends a test that runs on behind it', async () => {
    const { grade, cells } = graderInFakes((spec) => (stdinOf(spec) === '2' ? 'waits' : undefined), 2);
    const { verdicts } = await grade({ tests: echoTests(2, 1), stop: 'failure' });
    assert.deepEqual(verdicts, ['wrong_answer', 'skipped']);
    assertNothingLeft(cells);
  });
});

describe('tests run side by side', () => {
  test('as far as there is room', async () => {
    for (const concurrency of [1, 4]) {
      const { grade, cells } = graderInFakes(undefined, concurrency);
      await grade({ tests: echoTests(12) });
      const most = Math.max(2, concurrency); // cc1 and as run together
      assert.ok(cells.busiest() <= most, `${cells.busiest()} of ${most}`);
      if (concurrency > 1) assert.equal(cells.busiest(), concurrency);
    }
  });

  test('until another job comes, which then has its place', async () => {
    const isOther = (spec: CellSpec) => spec.argv.includes('other');
    const { grade, cells, evaluator } = graderInFakes((spec) => (isOther(spec) ? 'waits' : undefined), 2);
    const { start } = cells;
    const calling = new AbortController();
    let other = Promise.resolve();
    let started = 0;
    let startedBeside = 0;
    let isThere = false;
    const busy = new Set<RunningCell>();
    const busyBeside: number[] = [];
    const come = () => {
      const submission = Submission.parse({ source: 'int z;', args: ['other'] });
      const job = { id: 'other', signal: calling.signal };
      return assert.rejects(evaluator.evaluate(submission, job), /seen enough/);
    };
    cells.start = (spec) => {
      const cell = start(spec);
      if (isOther(spec)) isThere = true;
      if (!isSubmission(spec) || isOther(spec)) return cell;
      busy.add(cell);
      void cell.report.finally(() => busy.delete(cell));
      started += 1;
      if (started === 5) other = come();
      if (isThere) startedBeside += 1;
      // Those that ran already when it came may end first.
      if (startedBeside > 2 && startedBeside <= 20) busyBeside.push(busy.size);
      if (startedBeside === 20) calling.abort(new Error('seen enough'));
      return cell;
    };
    const { verdict } = await grade({ tests: echoTests(200) });
    await other;
    assert.deepEqual([verdict, cells.busiest() >= 2], ['passed', true]);
    assert.deepEqual(
      busyBeside,
      Array.from({ length: 18 }, () => 1),
    );
  });
});

describe('a checker program', () => {
  const checkers = { checkerProgram: program };
  const isChecker = (argv: readonly string[]) => argv[0] === './checker';

  test('gets input, output and answer as files, in a cell of its own, compiled once', async () => {
    const { grade, cells, times } = graderInFakes((spec) =>
      isSubmission(spec) ? wrote(`<${stdinOf(spec)}>`) : undefined,
    );
    const { verdicts } = await grade({ ...checkers, tests: echoTests(2) });
    assert.deepEqual([verdicts, times('cc1'), times('artifact')], [['accepted', 'accepted'], 2, 4]);
    const [ran, checked] = cells.specs.filter((spec) => programOf(spec) === 'artifact');
    assert.notDeepEqual(ran?.program, checked?.program);
    assert.deepEqual(checked?.argv, ['./checker', 'input', 'output', 'answer']);
    assert.deepEqual(
      checked.inputs.map(({ path, content }) => [path, String(content)]),
      [
        ['input', '1'],
        ['output', '<1>'],
        ['answer', '1'],
      ],
    );
    assert.equal(checked.policy, 'standard');
    assertNothingLeft(cells);
  });

  test('decides, and may give part of the points', async () => {
    const { grade } = graderInFakes((spec) => {
      if (!isChecker(spec.argv)) return undefined;
      const input = String(spec.inputs[0]?.content);
      return { exitCode: { 1: 0, 2: 1, 3: 2, 4: 7 }[input] ?? 9, ...said('0.5 half') };
    });
    const { tests, points } = await grade({ ...checkers, tests: echoTests(4) });
    assert.deepEqual(
      tests.map(({ verdict, points: each }) => [verdict, each]),
      [
        ['accepted', 1],
        ['wrong_answer', 0],
        ['presentation_error', 0],
        ['partial', 0.5],
      ],
    );
    assert.equal(points, 1.5);
    assert.equal(tests[3]?.message, '0.5 of 1 points: 0.5 half');
  });

  test('that fails is an error of the grading, whatever the program did', async () => {
    for (const fate of [{ exitCode: 3 }, { exitCode: 77 }, { cause: 'cpu', exitCode: null }] as const) {
      const { grade } = graderInFakes((spec) => (isChecker(spec.argv) ? fate : undefined));
      const { verdict, verdicts, message } = await grade({ ...checkers, tests: echoTests(1) });
      assert.deepEqual([verdict, verdicts], ['grading_failed', ['checker_failed']]);
      assert.match(message, /^test 1: The checker failed: /);
    }
  });

  test('is not asked of a program that failed', async () => {
    const { grade, cells } = graderInFakes((spec) => (isSubmission(spec) ? { exitCode: 1 } : undefined));
    const { verdicts } = await grade({ ...checkers, tests: echoTests(1) });
    assert.deepEqual(verdicts, ['exit_nonzero']);
    assert.equal(cells.specs.filter(({ argv }) => isChecker(argv)).length, 0);
  });

  test('that does not compile is the grader’s mistake, with field and words', async () => {
    const { grade, cells } = graderInFakes((spec) =>
      programOf(spec) === 'cc1' ? { ...said('main.c:3:5: error: no such thing\n'), exitCode: 1 } : undefined,
    );
    await assert.rejects(grade({ ...checkers, tests: echoTests(1) }), {
      code: 'invalid_field',
      field: 'checkerProgram.source',
      message: 'checkerProgram.source does not compile: main.c:3: no such thing',
    });
    assertNothingLeft(cells);
  });
});

describe('a reference solution', () => {
  test('writes what is expected', async () => {
    const { grade, times } = graderInFakes();
    const { verdicts } = await grade({ reference: program, tests: [{ stdin: 'a' }, { stdin: 'b' }] });
    assert.deepEqual([verdicts, times('artifact')], [['accepted', 'accepted'], 4]);
  });

  test('that fails is an error of the grading, and the submission is not run', async () => {
    const { grade, times } = graderInFakes((spec) => (isSubmission(spec) ? { exitCode: 1 } : undefined));
    const { verdict, verdicts, tests } = await grade({ reference: program, tests: [{ stdin: 'a' }] });
    assert.deepEqual([verdict, verdicts, times('artifact')], ['grading_failed', ['reference_failed'], 1]);
    assert.equal(tests[0]?.message, 'The reference solution failed: Exited: status 1');
  });
});

describe('a sandbox that fails', () => {
  const failing = (times: number) => {
    let left = times;
    return graderInFakes((spec) => {
      if (!isSubmission(spec) || stdinOf(spec) !== '2' || left === 0) return undefined;
      left -= 1;
      return new SandboxError('clone', 'EAGAIN');
    });
  };

  test('once in a test has that test run again', async () => {
    const { grade, cells } = failing(1);
    assert.equal((await grade({ tests: echoTests(3) })).verdict, 'passed');
    assertNothingLeft(cells);
  });

  test('twice in a test fails the grading: nobody is told a verdict', async () => {
    const { grade, cells } = failing(2);
    await assert.rejects(grade({ tests: echoTests(3) }), SandboxError);
    assertNothingLeft(cells);
  });
});

test('when its time is up the rest is skipped, and the grading has failed', async () => {
  const { cells } = graderInFakes();
  const grader = {
    cells,
    compilers: { toolchain, forkServers: null, artifacts: null },
    capacity: createCapacity(1),
    totalMs: 0,
  };
  const grading = Grading.parse({ submission: program, tests: echoTests(3) });
  const result = await gradeSubmission(grader, grading, { id: 'job', signal: new AbortController().signal });
  assert.equal(result.verdict, 'grading_failed');
  assert.ok(result.tests.some(({ verdict }) => verdict === 'skipped'));
  assert.match(result.message, /took more than/);
});
