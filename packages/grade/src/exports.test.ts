import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { csvOf } from './csv.js';
import { junitOf } from './junit.js';
import { anyResult, gradeResult, testResult } from './testing/results.js';

/** The cells of a CSV text by RFC 4180; throws where it is not one. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  const cell = () => {
    const match = /"((?:[^"]|"")*)"|[^",\r\n]*/y;
    match.lastIndex = at;
    const found = match.exec(csv) ?? assert.fail(`no cell at ${at}`);
    at = match.lastIndex;
    return found[1]?.replaceAll('""', '"') ?? found[0];
  };
  while (at < csv.length) {
    const row = [cell()];
    while (csv[at] === ',') {
      at += 1;
      row.push(cell());
    }
    assert.equal(csv.slice(at, at + 2), '\r\n', `after ${at}`);
    at += 2;
    rows.push(row);
  }
  return rows;
}

const result = gradeResult([
  testResult({ name: 'small', group: 'a' }),
  testResult({
    number: 2,
    name: 'x < y & "z"',
    verdict: 'wrong_answer',
    points: 0,
    message: "=cmd|' /C calc'!A0",
  }),
  testResult({ number: 3, verdict: 'checker_failed', points: 0 }),
  testResult({ number: 4, verdict: 'skipped', points: 0, run: null }),
]);

describe('CSV', () => {
  it('has a line for each test, under a header', () => {
    const [header, first, second] = cellsOf(csvOf(result));
    assert.deepEqual(header?.slice(0, 7), [
      'number',
      'name',
      'group',
      'hidden',
      'verdict',
      'points',
      'maximum',
    ]);
    assert.deepEqual(first, [
      '1',
      'small',
      'a',
      'false',
      'accepted',
      '1',
      '1',
      '1.5',
      '2.25',
      '4096',
      'Accepted',
    ]);
    assert.equal(second?.at(-1), "'=cmd|' /C calc'!A0");
  });

  it('holds any text, and no cell that a spreadsheet would compute', () => {
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 4 }), (tests) => {
        const [, ...rows] = cellsOf(csvOf(gradeResult(tests)));
        assert.equal(rows.length, tests.length);
        for (const [index, row] of rows.entries()) {
          assert.equal(row.length, 11);
          assert.equal(row[1]?.replace(/^'/, ''), tests[index]?.name.replace(/^'/, ''));
          for (const cell of row) assert.doesNotMatch(cell, /^[\s\0]*[=+\-@]/);
        }
      }),
    );
  });
});

describe('JUnit XML', () => {
  it('counts failures, errors and skipped tests, and says why', () => {
    const xml = junitOf(result);
    assert.match(xml, /<testsuite name="job" tests="4" failures="1" errors="1" skipped="1" time="0\.007">/);
    assert.match(xml, /<testcase classname="a" name="small" time="0\.002"\/>/);
    assert.match(xml, /name="x &lt; y &amp; &quot;z&quot;" time="0\.002">\n {6}<failure type="wrong_answer"/);
    assert.match(xml, /<property name="points" value="1"\/>/);
  });

  it('is named as its caller says', () => {
    assert.match(junitOf(result, 'a & b.c: tests/'), /<testsuite name="a &amp; b\.c: tests\/" tests="4"/);
  });

  const skipped = [1, 2].map((number) =>
    testResult({
      number,
      hidden: number === 2,
      verdict: 'skipped',
      message: 'Not run',
      points: 0,
      run: null,
    }),
  );

  for (const [verdict, kind, counts] of [
    ['compile_error', 'failure', 'failures="1" errors="0"'],
    ['compile_limit', 'failure', 'failures="1" errors="0"'],
    ['grading_failed', 'error', 'failures="0" errors="1"'],
    ['internal_error', 'error', 'failures="0" errors="1"'],
  ] as const) {
    it(`is not green where all tests are skipped: ${verdict}`, () => {
      const xml = junitOf({ ...gradeResult(skipped), verdict, message: 'Why <it> failed' });
      assert.match(xml, new RegExp(`tests="3" ${counts} skipped="2"`));
      assert.match(xml, new RegExp(`<${kind} type="${verdict}" message="Why &lt;it&gt; failed"/>`));
    });
  }

  it('blames the grading where no test is to blame, and nothing else', () => {
    const failing = [testResult({ verdict: 'checker_failed', points: 0 })];
    for (const [tests, verdict] of [
      [failing, 'grading_failed'],
      [[testResult()], 'passed'],
    ] as const) {
      const xml = junitOf({ ...gradeResult([...tests]), verdict });
      assert.match(xml, /tests="1"/);
      assert.doesNotMatch(xml, /classname="grading"/);
    }
  });

  it('is well-formed whatever a program wrote', () => {
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 4 }), (tests) => {
        const xml = junitOf(gradeResult(tests));
        assert.doesNotMatch(xml, /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
        const open: string[] = [];
        const markup = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>|<\?xml [^>]*\?>|([^<>]+)/gy;
        let end = 0;
        for (const [whole, closing, name = '', attributes = '', empty, text = ''] of xml.matchAll(markup)) {
          end += whole.length;
          assert.doesNotMatch(attributes + text, /&(?!amp;|lt;|gt;|quot;|apos;|#9;|#10;|#13;)/);
          if (closing === '/') assert.equal(open.pop(), name);
          else if (name !== '' && empty === '') open.push(name);
        }
        assert.deepEqual([end, open], [xml.length, []]);
      }),
    );
  });
});
