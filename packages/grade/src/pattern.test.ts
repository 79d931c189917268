import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError, gradingBounds } from '@cellblock/contract';
import { matchPattern, refusePattern } from './pattern.js';

const matches = (pattern: string, output: string) =>
  matchPattern(Buffer.from(pattern), Buffer.from(output)).isRight;

describe('regex', () => {
  it('matches all of the output, but for a line break at its end', () => {
    assert.equal(matches('a+', 'aaa\n'), true);
    assert.equal(matches('a+', 'aaa\n\n'), false);
    assert.equal(matches('a+', 'baaa'), false);
    assert.equal(matches('a|ab', 'ab'), true);
  });

  it('knows lines: the dot matches breaks', () => assert.equal(matches('a.*b', 'a\n1\nb\n'), true));

  it('takes no notice of a line break at the end, as a file of what is expected has one', () => {
    assert.equal(matches('1 2\n', '1 2\n'), true);
    assert.equal(matches('1 2\n', '1 2'), true);
    assert.equal(matches('1 2\n\n', '1 2\n'), false);
  });

  it('shows pattern and output where they do not match', () => {
    const { difference, message } = matchPattern(Buffer.from('\\d+'), Buffer.from('x1\n'));
    assert.deepEqual(difference, { line: 1, column: 1, expected: '\\d+', actual: 'x1' });
    assert.equal(message, 'Wrong answer: the output does not match \\d+');
  });

  it('finds output wrong that is too long, whatever the pattern', () => {
    const most = gradingBounds.patternOutputBytes.maximum;
    assert.equal(matches('a*', 'a'.repeat(most)), true);
    assert.equal(matches('a*', 'a'.repeat(most + 1)), false);
  });

  it('has a time that grows with the length alone, where backtracking would take for ever', () => {
    const output = 'a'.repeat(gradingBounds.patternOutputBytes.maximum);
    for (const pattern of ['(a+)+b', '(a|aa)*b', '(.*)*b', '((a{0,10}){0,10})*b']) {
      refusePattern(pattern, 'x');
      assert.equal(matches(pattern, output), false);
    }
  });
});

describe('a pattern is refused by name', () => {
  const refused: [string, string, RegExp][] = [
    [
      'that escapes the line break that does not count',
      'x\\\n',
      /must be a pattern in RE2 syntax: trailing backslash/,
    ],
    ['that is no pattern', '(', /must be a pattern in RE2 syntax: missing closing \)/],
    ['that looks back', '(a)\\1', /RE2 syntax: invalid escape sequence/],
    ['that looks ahead', '(?=a)', /RE2 syntax/],
    ['that is too long', 'a'.repeat(1001), /at most 1000 bytes/],
    ['that is larger than it looks', '(a{100}){100}', /must be a (simpler )?pattern/],
  ];
  for (const [name, pattern, message] of refused) {
    it(name, () => {
      assert.throws(
        () => refusePattern(pattern, 'tests[2].expected'),
        (error) => {
          assert.ok(error instanceof AppError);
          assert.deepEqual([error.code, error.field], ['invalid_field', 'tests[2].expected']);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
