import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BuiltInChecker, Difference, gradingBounds } from '@cellblock/contract';
import fc from 'fast-check';
import { compare } from './compare.js';
import type { Comparison } from './difference.js';
import type { Steps } from './steps.js';

function finish<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const by = (checker: BuiltInChecker, expected: string | Buffer, actual: string | Buffer): Comparison =>
  finish(compare(checker, Buffer.from(expected), Buffer.from(actual)));
const isRight = (checker: BuiltInChecker, expected: string | Buffer, actual: string | Buffer) =>
  by(checker, expected, actual).isRight;

const exact = { name: 'exact' } as const;
const lines = { name: 'lines' } as const;
const tokens = { name: 'tokens' } as const;
const unordered = { name: 'unordered' } as const;
const numbers = (absolute = 0, relative = 0) => ({ name: 'numbers', absolute, relative }) as const;

const piece = fc.constantFrom('a', 'b', ' ', '  ', '\n', '\n\n', '\t', '\r\n', '1', '2.50', 'é', '\f');
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
const bytes = fc.uint8Array({ maxLength: 60 }).map((given) => Buffer.from(given));

const trimmedLines = (given: string) =>
  given
    .split('\n')
    .map((line) => line.replace(/[ \t\r\v\f]+$/, ''))
    .join('\n')
    .replace(/\n+$/, '')
    .split('\n');
const words = (given: string) => given.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');

describe('output that goes on where it should end', () => {
  for (const [what, actual, message] of [
    [
      'with a line',
      '0.33\n7\n',
      'Wrong answer: the output should end at line 2, column 1; it goes on with 7',
    ],
    ['in a line', '0.333\n', 'Wrong answer at line 1, column 5: expected the end of the output, got 0.333'],
  ] as const)
    it(what, () => assert.equal(by(lines, '0.33\n', actual).message, message));
});

describe('the checkers agree with a plain definition', () => {
  const definitions: [BuiltInChecker, (one: string, other: string) => boolean][] = [
    [exact, (one, other) => one === other],
    [lines, (one, other) => trimmedLines(one).join('\n') === trimmedLines(other).join('\n')],
    [tokens, (one, other) => words(one).join(' ') === words(other).join(' ')],
    [
      unordered,
      (one, other) => trimmedLines(one).sort().join('\n') === trimmedLines(other).sort().join('\n'),
    ],
  ];
  for (const [checker, definition] of definitions) {
    it(checker.name, () => {
      fc.assert(
        fc.property(text, text, (one, other) => {
          assert.equal(isRight(checker, one, other), definition(one, other));
          assert.equal(isRight(checker, one, one), true);
        }),
        { numRuns: 500 },
      );
    });
  }

  it('numbers, where tolerances decide', () => {
    const decimals = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    const small = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 2 });
    fc.assert(
      fc.property(decimals, decimals, small, small, (one, other, absolute, relative) => {
        const wanted = Math.abs(one - other) <= Math.max(absolute, relative * Math.abs(one));
        assert.equal(isRight(numbers(absolute, relative), ` ${one}\n`, `${other} `), wanted);
      }),
    );
  });
});

describe('a difference', () => {
  for (const checker of [exact, lines, tokens, unordered, numbers(1)]) {
    it(`of any bytes is told in bounds, in print, on one line: ${checker.name}`, () => {
      fc.assert(
        fc.property(bytes, bytes, (one, other) => {
          const { isRight: right, message, difference } = by(checker, one, other);
          if (right) return;
          Difference.parse(difference);
          for (const shown of [message, difference?.expected ?? '', difference?.actual ?? ''])
            assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }),
        { numRuns: 300 },
      );
    });
  }

  const cases: [string, BuiltInChecker, string, string, [number, number, string | null, string | null]][] = [
    ['in a line', lines, 'a b\nc d\n', 'a b\nc e\n', [2, 3, 'c d', 'c e']],
    ['at a missing line break', exact, 'a\n', 'a', [1, 2, 'a\\n', null]],
    ['at a tab for a space', exact, 'a b', 'a\tb', [1, 2, 'a b', 'a\\tb']],
    ['at spaces nobody sees', exact, 'a', 'a  ', [1, 2, null, 'a··']],
    ['at the end of the output', lines, 'a\nb\n', 'a\n', [2, 1, 'b', null]],
    ['after the end of what was expected', lines, 'a\n', 'a\nb\n', [2, 1, null, 'b']],
    ['in a later word', tokens, '1 2\n3', '1\n2\n\n4', [4, 1, '3', '4']],
    ['after an é, in characters', exact, 'éa', 'éb', [1, 2, 'éa', 'éb']],
    ['of numbers, whole', numbers(0.5), '1 100.0', '1 101.0', [1, 3, '1 100.0', '1 101.0']],
    ['of numbers, without the end of their line', numbers(), '1 2\n', '1 3 \r\n4', [1, 3, '1 2', '1 3']],
    ['of words, without the end of their line', tokens, 'ab\nc', 'a\nc', [1, 2, 'ab', 'a']],
    ['in a line before others, without its end', lines, 'a\nb\n', 'a c \nb\n', [1, 2, 'a', 'a c']],
    ['at an empty line', lines, 'a\n\nb', 'a\nb', [2, 1, '\\n', 'b']],
    ['at a line break that counts', exact, 'a\n', 'b\n', [1, 1, 'a\\n', 'b\\n']],
    ['at a line too many', unordered, 'a\nb', 'b\nc\na', [2, 1, null, 'c']],
    ['at a line that lacks', unordered, 'a\nb\na', 'b\na', [3, 1, 'a', null]],
  ];
  for (const [name, checker, expected, actual, [line, column, wanted, got]] of cases) {
    it(name, () => {
      const { difference } = by(checker, expected, actual);
      assert.deepEqual(difference, { line, column, expected: wanted, actual: got });
    });
  }

  it('far out in a line of megabytes is cut on both sides, and found soon', () => {
    const long = Buffer.alloc(16 * 1024 * 1024, 'x');
    const other = Buffer.from(long);
    other[other.length - 100] = 0x79;
    for (const checker of [exact, lines, tokens]) {
      const { difference } = by(checker, long, other);
      assert.match(difference?.actual ?? '', /^…x{30}yx{49}…$/);
      assert.equal(difference?.column, other.length - 100 + 1);
    }
  });
});

describe('numbers', () => {
  const cases: [string, string, string, boolean, number?, number?][] = [
    ['other spellings of one', '1', '1.0', true],
    ['a plus sign and no digit before the point', '+0.5', '.5e0', true],
    ['nan is nan, whatever its sign', 'nan', '-NaN', true],
    ['nan with a payload', 'nan', 'nan(0x8)', true],
    ['nan is no number', 'nan', '0', false, 1e300],
    ['no number is nan', '0', 'nan', false, 1e300],
    ['inf is inf', 'inf', 'Infinity', true],
    ['inf is not -inf', 'inf', '-inf', false, 1e300],
    ['inf is near no number', 'inf', '1e308', false, 1e300, 1e300],
    ['no number is near inf', '1e308', 'inf', false, 1e300, 1e300],
    ['beyond a double', '1e400', '1e401', false, 1e300],
    ['beyond a double, the same digits', '1e400', '1e400', true],
    ['whole numbers beyond 2^53', '9007199254740993', '9007199254740992', false],
    ['whole numbers beyond 2^53, one apart', '9007199254740993', '9007199254740992', true, 1],
    ['hexadecimal is text', '0x10', '16', false, 100],
    ['words that are no numbers', 'ab', 'ab', true],
    ['a number and a word', '1', 'one', false, 100],
    ['relative to the expected number', '100', '101', true, 0, 0.01],
    ['relative to the expected number, not the other', '100', '101.1', false, 0, 0.011 - 1e-9],
    ['thousands of digits are text', '1'.repeat(5000), `${'1'.repeat(4999)}2`, false, 1e300],
  ];
  for (const [name, expected, actual, wanted, absolute = 0, relative = 0] of cases)
    it(name, () => assert.equal(isRight(numbers(absolute, relative), expected, actual), wanted));
});

it('unordered takes no more lines than it says', () => {
  const most = gradingBounds.unorderedLines.maximum;
  assert.equal(isRight(unordered, 'a\n'.repeat(most), 'a\n'.repeat(most)), true);
  const { isRight: right, difference, message } = by(unordered, 'a\n'.repeat(most), 'a\n'.repeat(most + 1));
  assert.deepEqual([right, difference], [false, null]);
  assert.match(message, /more than 100000 lines/);
});

it('a comparison of much output is done in steps', () => {
  const much = Buffer.from('word 1.5\n'.repeat(200_000));
  for (const checker of [exact, lines, tokens, numbers(1), unordered]) {
    if (checker.name === 'unordered') continue;
    const steps = compare(checker, much, much);
    let count = 0;
    while (!steps.next().done) count += 1;
    assert.ok(count > 0, checker.name);
  }
});
