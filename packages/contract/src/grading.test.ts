import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from './errors.js';
import { checkerOf, Grading, type GradingInput, graderSubmission, testSubmission } from './grading.js';
import { gradingBounds, submissionBounds } from './limits.js';
import { parseOrRefuse } from './refusal.js';
import { Submission } from './submission.js';

const submission = { source: 'int x;' };
const program = { source: 'int y;' };
const gradingOf = (input: Partial<GradingInput> = {}) =>
  Grading.parse({ submission, tests: [{ expected: '1' }], ...input });

describe('a grading', () => {
  it('needs a program and tests, and has a default for the rest', () => {
    const { tests, stop, checker } = gradingOf();
    assert.deepEqual([stop, checker], ['never', undefined]);
    assert.deepEqual(tests[0], {
      hidden: false,
      points: 1,
      stdin: '',
      stdinEncoding: 'utf8',
      args: [],
      inputs: [],
      expected: '1',
      expectedEncoding: 'utf8',
      limits: {},
    });
  });

  it('compares lines, or by its program, or as grading and test say', () => {
    const nameOf = (input: Partial<GradingInput>) => {
      const grading = gradingOf(input);
      const [test] = grading.tests;
      return test === undefined ? null : checkerOf(grading, test).name;
    };
    const checker = { name: 'exact' } as const;
    assert.equal(nameOf({}), 'lines');
    assert.equal(nameOf({ checkerProgram: program }), 'program');
    assert.equal(nameOf({ checkerProgram: program, checker }), 'exact');
    assert.equal(nameOf({ checker, tests: [{ expected: '', checker: { name: 'tokens' } }] }), 'tokens');
  });

  it('runs each test as a submission, with its own limits in place of those of all', () => {
    const limits = { cpuMs: 100, wallMs: 200 };
    const grading = gradingOf({
      submission: { ...submission, limits, profile: 'strict' },
      tests: [{ stdin: 'a', args: ['b'], limits: { wallMs: 300 }, expected: '' }],
    });
    const [test] = grading.tests;
    assert.ok(test);
    const run = Submission.parse(testSubmission(grading, test));
    assert.deepEqual(
      [run.stdin, run.args, run.profile, run.limits],
      ['a', ['b'], 'strict', { cpuMs: 100, wallMs: 300 }],
    );
    assert.deepEqual(Submission.parse(graderSubmission({ ...run }, test)).args, ['b']);
  });
});

describe('a grading is refused by name', () => {
  const stdin = 'x'.repeat(submissionBounds.stdinBytes.maximum);
  const refused: [string, Record<string, unknown>, string, RegExp][] = [
    ['without a program', { submission: {} }, 'submission.source', /is required/],
    ['without tests', { tests: [] }, 'tests', /at least 1 item, received 0/],
    [
      'with too many tests',
      { tests: Array.from({ length: 1001 }, () => ({ expected: '' })) },
      'tests',
      /at most 1000/,
    ],
    [
      'with stdin beside its tests',
      { submission: { ...submission, stdin: '' } },
      'submission.stdin',
      /not known/,
    ],
    ['with nothing to compare with', { tests: [{}] }, 'tests[0].expected', /is required, or `reference`/],
    [
      'with an unknown checker',
      { checker: { name: 'diff' } },
      'checker.name',
      /one of exact, lines, tokens,.*, received "diff"$/,
    ],
    [
      'with the bare name of a checker',
      { checker: 'tokens' },
      'checker',
      /an object, as \{"name":"tokens"\}$/,
    ],
    ['with a checker that is none', { checker: 'diff' }, 'checker', /must be an object, received "diff"/],
    [
      'with a tolerance of tokens',
      { checker: { name: 'tokens', absolute: 1 } },
      'checker.absolute',
      /not known/,
    ],
    [
      'with a tolerance below 0',
      { checker: { name: 'numbers', absolute: -1 } },
      'checker.absolute',
      /at least 0/,
    ],
    [
      'with a checker that is not there',
      { checker: { name: 'program' } },
      'tests[0].checker',
      /give it as `checkerProgram`/,
    ],
    ['with a checker that has no source', { checkerProgram: {} }, 'checkerProgram.source', /is required/],
    [
      'with both a reference and expected output',
      { reference: program },
      'tests[0].expected',
      /must be absent/,
    ],
    [
      'with patterns from a reference',
      { reference: program, checker: { name: 'regex' }, tests: [{}] },
      'tests[0].checker',
      /must not be regex/,
    ],
    ['with two judges', { interactor: program, checkerProgram: program }, 'checkerProgram', /that judges/],
    [
      'with a checker beside an interactor',
      { interactor: program, checker: { name: 'exact' } },
      'checker',
      /that judges/,
    ],
    [
      'with a reference that nobody talks to',
      { interactor: program, reference: program, tests: [{}] },
      'reference',
      /give `expected`/,
    ],
    [
      'with bad base64',
      { tests: [{ expected: 'Q', expectedEncoding: 'base64' }] },
      'tests[0].expected',
      /base64/,
    ],
    [
      'with bad base64 on stdin',
      { tests: [{ expected: '', stdin: 'Q', stdinEncoding: 'base64' }] },
      'tests[0].stdin',
      /base64/,
    ],
    ['with points below 0', { tests: [{ expected: '', points: -1 }] }, 'tests[0].points', /at least 0/],
    [
      'with points that are no number',
      { tests: [{ expected: '', points: 'all' }] },
      'tests[0].points',
      /a number/,
    ],
    [
      'with a name that is no text',
      { tests: [{ expected: '', name: '\ud800' }] },
      'tests[0].name',
      /surrogate/,
    ],
    [
      'with a limit above its maximum',
      { tests: [{ expected: '', limits: { cpuMs: 1e6 } }] },
      'tests[0].limits.cpuMs',
      /30000/,
    ],
    [
      'with a file elsewhere',
      { tests: [{ expected: '', inputs: [{ path: '../a', content: '' }] }] },
      'tests[0].inputs[0].path',
      /relative/,
    ],
    [
      'that holds too much',
      { tests: Array.from({ length: 3 }, () => ({ stdin, expected: '' })) },
      'tests',
      /at most 33554432 bytes/,
    ],
  ];
  for (const [name, members, field, message] of refused) {
    it(name, () => {
      assert.throws(
        () => parseOrRefuse(Grading, { submission, tests: [{ expected: '' }], ...members }),
        (error) => {
          assert.ok(error instanceof AppError);
          assert.equal(error.field, field);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

it('the bounds of a grading are numbers with a meaning', () => {
  for (const { maximum, about } of Object.values(gradingBounds)) assert.ok(maximum > 0 && about.length > 0);
});
