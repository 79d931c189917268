import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Submission } from '@cellblock/contract';
import { formOf, submissionOf, unseenNames } from './form.js';

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
    assert.throws(
      () => submissionOf({ 'content.0': '', 'limits.cpuMs': 'x' }),
      /limits\.cpuMs .*received "x"/,
    );
    assert.throws(() => submissionOf({}), /files|source/);
  });

  it('says what it wants where it has no source', () => {
    for (const form of [{}, { code: 'int x;' }, { 'path.0': '', 'content.0': '' }])
      assert.throws(() => submissionOf(form), {
        field: 'content.0',
        message: /^content\.0 is required: the source/,
      });
  });

  it('is filled in from a submission so that it is read as the same again', () => {
    const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64');
    const submission = Submission.parse({
      files: [
        { path: 'main.c', content: 'int main(void) { return 0; }\n' },
        { path: 'latin.c', content: base64(0xe9, 0x0a), encoding: 'base64' },
        { path: 'other.c', content: 'int y;' },
      ],
      units: ['main.c', 'latin.c'],
      stdin: base64(0xff),
      stdinEncoding: 'base64',
      args: ["it's", '', '-x=1', 'a\nb'],
      inputs: [{ path: 'data.bin', content: base64(0), encoding: 'base64' }],
      outputs: ['out.txt'],
      compiler: { standard: 'c99', optimize: '3', warnings: ['shadow'], sanitize: ['undefined'] },
      profile: 'strict',
      limits: { cpuMs: 70, memoryBytes: 8 * 1024 * 1024, scratchBytes: 70_000 },
      explainCrash: true,
    });
    const form = formOf(submission);
    assert.deepEqual(submissionOf(form), submission);
    assert.deepEqual(unseenNames(form), ['out.txt']);
  });

  it('gives the program the files that are neither sources nor headers', () => {
    const { source, files, inputs } = submissionOf({
      ...{ 'path.0': 'main.c', 'content.0': 'int x;' },
      ...{ 'path.1': 'data.txt', 'content.1': '1\r\n2' },
    });
    assert.equal(source, 'int x;');
    assert.equal(files, undefined);
    assert.deepEqual(inputs, [{ path: 'data.txt', content: '1\n2', encoding: 'utf8' }]);
  });

  it('has the files for the program among its files, each once, and byte for byte', () => {
    const both = { path: 'table.inc', content: '1, 2', encoding: 'utf8' };
    const returns = Buffer.from('a\r\nb').toString('base64');
    const submission = Submission.parse({
      files: [{ path: 'main.c', content: '#include "table.inc"' }, { path: 'util.h', content: '' }, both],
      inputs: [
        both,
        { path: 'packed.txt', content: returns, encoding: 'base64' },
        { path: 'plain.txt', content: 'a\r\nb' },
        { path: 'util.h', content: 'for the program' },
        ...Array.from({ length: 60 }, (_each, index) => ({ path: `data/${index}`, content: `${index}` })),
      ],
    });
    const form = formOf(submission);
    const again = submissionOf(form);
    assert.deepEqual(unseenNames(form), ['util.h']);
    assert.deepEqual(again.files, submission.files);
    const byPath = ({ inputs }: Submission) =>
      new Map(inputs.map(({ path, content, encoding }) => [path, Buffer.from(content, encoding).toString()]));
    assert.deepEqual(byPath(again), byPath(submission));
    assert.equal(again.inputs.length, submission.inputs.length);
  });

  it('calls a file by its name where it is refused, not by its place in a list', () => {
    const refused = (path: string) => () =>
      submissionOf({
        ...{ 'path.0': 'main.c', 'content.0': 'int x;', 'path.1': 'good.txt', 'content.1': '' },
        ...{ 'path.2': path, 'content.2': 'x' },
      });
    assert.throws(refused('my data.txt'), { message: /^the name "my data\.txt" must be/ });
    assert.throws(refused('my source.c'), { message: /^the name "my source\.c" must be/ });
    assert.throws(refused('good.txt'), { message: /^the name "good\.txt" is given twice/ });
  });

  it('has as text what came as base64 and is text', () => {
    const content = Buffer.from('int é;').toString('base64');
    const form = formOf(Submission.parse({ files: [{ path: 'main.c', content, encoding: 'base64' }] }));
    assert.equal(form['content.0'], 'int é;');
    assert.equal(submissionOf(form).source, 'int é;');
  });

  it('compiles no file that was taken out of it', () => {
    const files = ['a.c', 'b.c'].map((path) => ({ path, content: 'int x;' }));
    const {
      'path.0': _path,
      'content.0': _content,
      ...rest
    } = formOf(Submission.parse({ files, units: ['a.c', 'b.c'] }));
    assert.deepEqual(submissionOf(rest).units, ['b.c']);
  });

  it('is refused where somebody made up what goes along unseen', () => {
    for (const unseen of ['{', '[]', '{"source":"x"}', '{"inputs":[1]}'])
      assert.throws(() => submissionOf({ 'content.0': '', unseen }), /unseen is not as the page made it/);
    assert.throws(
      () => submissionOf({ 'content.0': '', unseen: '{"inputs":[{"path":"../x","content":""}]}' }),
      { field: 'the name "../x"', message: /^the name "\.\.\/x" must be a relative path/ },
    );
  });

  it('takes the end of the line for the end of a quote', () => {
    assert.deepEqual(submissionOf({ 'content.0': '', args: `a "b c` }).args, ['a', 'b c']);
  });
});
