// POST /grade and POST /batch through the whole service.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { BatchEntry, type GradeResult, JobStatus } from '@cellblock/contract';
import { grade, guesser, guessing, postGrading, sum, sumChecker, verdictsOf } from './grading.js';
import { refusal } from './post.js';
import { type Service, startService } from './service.js';

const echo = '#include <stdio.h>\nint main(void) { for (int c; (c = getchar()) != EOF;) putchar(c); }';

suite('gradings', { concurrency: 2 }, () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  test('tests are run, compared, counted, and the first difference is told', async () => {
    const result = await grade(service.url, {
      submission: { source: sum },
      tests: [
        { stdin: '1 2', expected: '3' },
        { stdin: '10 20', expected: '31', name: 'tens' },
        { stdin: 'x', expected: '3' },
        { stdin: '3 4', expected: '7', points: 3, group: 'g' },
        { stdin: '5 6', expected: '10', points: 3, group: 'g' },
      ],
    });
    assert.deepEqual(verdictsOf(result), [
      'accepted',
      'wrong_answer',
      'exit_nonzero',
      'accepted',
      'wrong_answer',
    ]);
    assert.deepEqual([result.verdict, result.points, result.maximum, result.passed], ['failed', 1, 9, 2]);
    assert.deepEqual(result.groups, [{ name: 'g', passed: false, points: 0, maximum: 6 }]);
    const { difference, message, name } = result.tests[1] ?? assert.fail('no test');
    assert.deepEqual(difference, { line: 1, column: 2, expected: '31', actual: '30' });
    assert.deepEqual([name, message], ['tens', 'Wrong answer at line 1, column 2: expected 31, got 30']);
    assert.equal(result.tests[2]?.run?.exitCode, 1);
  });

  test('a thousand tests are one compilation', async () => {
    const tests = Array.from({ length: 1000 }, (_, n) => ({ stdin: `${n} 1`, expected: String(n + 1) }));
    const result = await grade(service.url, { submission: { source: sum }, tests });
    assert.deepEqual([result.verdict, result.passed], ['passed', 1000]);
    assert.equal(result.tests.at(-1)?.number, 1000);
  });

  const checkers: [string, object, string, string, boolean][] = [
    ['exact', { name: 'exact' }, 'a \n', 'a\n', false],
    ['lines', { name: 'lines' }, 'a \n\n', 'a\n', true],
    ['tokens', { name: 'tokens' }, 'a\nb', 'a b', true],
    ['numbers', { name: 'numbers', relative: 0.01 }, '99.5 nan', '100 nan', true],
    ['unordered', { name: 'unordered' }, 'b\na\n', 'a\nb\n', true],
    ['regex', { name: 'regex' }, 'x42\n', '[a-z]\\d+', true],
    ['regex, evil on both sides', { name: 'regex' }, 'a'.repeat(16_000), '(a+)+b', false],
  ];
  for (const [name, checker, stdin, expected, isRight] of checkers) {
    test(`the checker ${name}`, async () => {
      const response = await postGrading(service.url, {
        submission: { source: echo },
        tests: [{ stdin, expected, checker }],
      });
      assert.equal(response.status, 200);
      const { tests } = (await response.json()) as GradeResult;
      assert.equal(tests[0]?.verdict, isRight ? 'accepted' : 'wrong_answer');
    });
  }

  test('stopping at the first failure skips the rest', async () => {
    const result = await grade(service.url, {
      submission: { source: sum },
      stop: 'failure',
      tests: ['1 1', '1 2', '1 1', '1 1'].map((stdin) => ({ stdin, expected: '2' })),
    });
    assert.deepEqual(verdictsOf(result), ['accepted', 'wrong_answer', 'skipped', 'skipped']);
  });

  test('each test has its own arguments, files and limits', async () => {
    const source = `#include <stdio.h>
      int main(int argc, char **argv) {
        if (argc > 1 && *argv[1] == 'l') for (;;);
        FILE *file = fopen("data/in.txt", "r");
        printf("%d %c\\n", argc, file ? fgetc(file) : '-');
        return 0;
      }`;
    const result = await grade(service.url, {
      submission: { source },
      tests: [
        { args: ['a'], inputs: [{ path: 'data/in.txt', content: 'x' }], expected: '2 x' },
        { expected: '1 -' },
        { args: ['loop'], limits: { cpuMs: 100 }, expected: '' },
      ],
    });
    assert.deepEqual(verdictsOf(result), ['accepted', 'accepted', 'time_limit']);
  });

  test('a checker program sees input, output and answer', async () => {
    const tests = [
      { stdin: '1 2', expected: '33' },
      { stdin: '3 4', expected: '7' },
    ];
    const result = await grade(service.url, {
      submission: { source: sum },
      checkerProgram: { source: sumChecker },
      tests,
    });
    assert.equal(result.verdict, 'passed');
    assert.equal(result.tests[0]?.message, 'Accepted: 1 + 2 = 3, and 33 was expected');
    const wrong = await grade(service.url, {
      submission: { source: echo },
      checkerProgram: { source: sumChecker },
      tests,
    });
    assert.deepEqual(verdictsOf(wrong), ['wrong_answer', 'wrong_answer']);
  });

  test('a checker program that fails is an error of the grading', async () => {
    const crash = 'int main(void) { *(volatile int *)0 = 0; }';
    const result = await grade(service.url, {
      submission: { source: sum },
      checkerProgram: { source: crash },
      tests: [{ stdin: '1 2' }],
    });
    assert.deepEqual([result.verdict, ...verdictsOf(result)], ['grading_failed', 'checker_failed']);
    assert.equal(result.message, 'test 1: The checker failed: Segmentation fault');
  });

  test('a checker program that does not compile is refused with its first error', async () => {
    const { status, field, message } = await refusal(
      await postGrading(service.url, {
        submission: { source: sum },
        checkerProgram: { source: 'int main(void) { return x; }' },
        tests: [{}],
      }),
    );
    assert.deepEqual([status, field], [400, 'checkerProgram.source']);
    assert.match(message, /does not compile: main\.c:1: .*x.* undeclared/);
  });

  test('an interactor and the program talk to each other', async () => {
    const result = await grade(service.url, {
      submission: { source: guesser },
      interactor: { source: guessing },
      tests: [{ stdin: '777' }, { stdin: '1000000' }, { stdin: '2000000', limits: { wallMs: 3000 } }],
    });
    assert.deepEqual(verdictsOf(result).slice(0, 2), ['accepted', 'accepted']);
    assert.match(result.tests[0]?.message ?? '', /^Accepted: \d+ tries$/);
    assert.equal(result.tests[2]?.verdict, 'wrong_answer');
  });

  test('a reference solution writes what is expected', async () => {
    const result = await grade(service.url, {
      submission: { source: echo },
      reference: { source: sum },
      tests: [{ stdin: '7' }, { stdin: '1 2' }],
    });
    assert.deepEqual(
      [result.verdict, ...verdictsOf(result)],
      ['grading_failed', 'reference_failed', 'wrong_answer'],
    );
  });

  test('a program that does not compile fails once, with its diagnostics', async () => {
    const result = await grade(service.url, {
      submission: { source: 'int main(void) { return x; }' },
      tests: [{ expected: '' }],
    });
    assert.deepEqual([result.verdict, ...verdictsOf(result)], ['compile_error', 'skipped']);
    assert.equal(result.compile?.diagnostics[0]?.line, 1);
  });

  test('results come as JUnit XML, CSV and events too', async () => {
    const body = {
      submission: { source: sum },
      tests: [
        { stdin: '1 2', expected: '3', name: '=a' },
        { stdin: '', expected: '' },
      ],
    };
    const textOf = async (accept: string) => {
      const response = await postGrading(service.url, body, { accept });
      assert.equal(response.status, 200);
      assert.ok(response.headers.get('content-type')?.startsWith(accept));
      return response.text();
    };
    assert.match(
      await textOf('application/xml'),
      /<testsuite name="[^"]+" tests="2" failures="1" errors="0" skipped="0"/,
    );
    assert.match(await textOf('text/csv'), /\r\n1,'=a,,false,accepted,1,1,/);
    const events = [...(await textOf('text/event-stream')).matchAll(/^event: (.*)$/gm)].map(
      ([, type]) => type,
    );
    assert.deepEqual(events.slice(-4), ['running', 'test', 'test', 'verdict']);
  });

  test('a grading is posted as a job, and its result fetched', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({
      kind: 'grade',
      submission: { source: sum },
      tests: [{ stdin: '1 2', expected: '3' }],
    });
    const posted = await fetch(`${service.url}/jobs`, { method: 'POST', headers, body });
    assert.equal(posted.status, 202);
    const { id, kind } = JobStatus.parse(await posted.json());
    assert.equal(kind, 'grade');
    const { state, result } = JobStatus.parse(
      await (await fetch(`${service.url}/jobs/${id}?wait=30s`)).json(),
    );
    assert.deepEqual([state, result?.verdict], ['done', 'passed']);
    const csv = await fetch(`${service.url}/jobs/${id}`, { headers: { accept: 'text/csv' } });
    assert.match(await csv.text(), /^number,name,/);
  });

  test('a batch is answered in order, wrong ones in their place', async () => {
    const submissions = Array.from({ length: 60 }, (_, n) =>
      n % 20 === 7 ? { sauce: '' } : { source: sum, stdin: `${n} 1` },
    );
    const response = await fetch(`${service.url}/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify({ submissions }),
    });
    assert.equal(response.status, 200);
    const entries = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => BatchEntry.parse(JSON.parse(line)));
    assert.deepEqual(
      entries.map((entry) => ('result' in entry ? entry.result.run?.stdout : entry.error.code)),
      submissions.map((_, n) => (n % 20 === 7 ? 'invalid_field' : `${n + 1}\n`)),
    );
  });
});
