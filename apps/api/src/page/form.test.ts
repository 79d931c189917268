import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { spelled, submissionOf, wordsOf } from './form.js';

describe('a form', () => {
  it('is the submission that its fields say', () => {
    const { source, stdin, args, compiler, limits, explainCrash } = submissionOf({
      boxes: 'on',
      'path.0': 'main.c',
      'content.0': 'int x;\r\nint y;',
      stdin: '1\r\n2',
      args: `a 'b c'`,
      standard: 'c99',
      'warnings.extra': 'on',
      'sanitize.address': 'on',
      'limits.memoryBytes': '64',
      'limits.cpuMs': '',
      explainCrash: 'on',
    });
    assert.equal(source, 'int x;\nint y;');
    assert.equal(stdin, '1\n2');
    assert.deepEqual(args, ['a', 'b c']);
    assert.equal(compiler.standard, 'c99');
    assert.deepEqual([compiler.warnings, compiler.sanitize], [['extra'], ['address']]);
    assert.deepEqual(limits, { memoryBytes: 64 * 1024 * 1024 });
    assert.equal(explainCrash, true);
  });

  it('may hold several files', () => {
    const { files, source } = submissionOf({
      'path.0': 'main.c',
      'content.0': 'int x;',
      'path.1': 'a.h',
      'content.1': '',
    });
    assert.equal(source, undefined);
    assert.deepEqual(
      files?.map(({ path }) => path),
      ['main.c', 'a.h'],
    );
  });

  it('is refused where a field is none, by its name', () => {
    assert.throws(() => submissionOf({ 'content.0': '', standard: 'c++' }), /compiler\.standard/);
    assert.throws(() => submissionOf({ 'content.0': '', 'limits.cpuMs': 'x' }), /limits\.cpuMs/);
    assert.throws(() => submissionOf({}), /files|source/);
  });

  it('spells arguments so that they are read again', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        assert.deepEqual(wordsOf(spelled(words)), words);
      }),
    );
  });
});
