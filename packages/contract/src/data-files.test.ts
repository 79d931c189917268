import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apart, sourcesFirst, together } from './data-files.js';

const file = (path: string, content = 'x') => ({ path, content });
const base64 = (path: string, content: string) => ({ path, content: btoa(content), encoding: 'base64' });
const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path);
const namesOf = (
  list: { path: string; content: string; encoding?: string }[],
  held: { path: string }[] = [],
) => {
  const { files, inputs } = apart(list, held);
  return [paths(files), paths(inputs)];
};

describe('a list of files', () => {
  it('is sources and headers for the compiler, and all else for the program', () => {
    const list = ['main.c', 'data.txt', 'lib/util.h', 'lib/util.c', 'words'].map((path) => file(path));
    assert.deepEqual(namesOf(list), [
      ['main.c', 'lib/util.h', 'lib/util.c'],
      ['data.txt', 'words'],
    ]);
  });

  it('has for both what a source includes, by whichever file and way', () => {
    const ways = [
      '#include "a.inc"',
      '#include<sub/a.inc>',
      ' # include\t"../a.inc"',
      '#if __has_include("a.inc")',
      '%:include "a.inc"',
      '#embed "a.inc"',
    ];
    for (const way of ways)
      assert.deepEqual(
        namesOf([file('main.c', `int x;\n${way}\n`), file('a.inc'), file('b.txt')]),
        [
          ['main.c', 'a.inc'],
          ['a.inc', 'b.txt'],
        ],
        way,
      );
    assert.deepEqual(
      namesOf([
        file('main.c', '#include "a.inc"'),
        base64('a.inc', '#include "\xe9.def"\n#include "b.def"'),
        file('b.def'),
      ]),
      [
        ['main.c', 'a.inc', 'b.def'],
        ['a.inc', 'b.def'],
      ],
    );
  });

  it('has all for both where what is included is not to be seen', () => {
    for (const way of [
      '#define T "a.inc"\n#include T',
      '#include /* the table */ "a.inc"',
      '__asm__(".incbin \\"a.inc\\"");',
      '__asm__(".include " "\\"a.inc\\"");',
    ])
      assert.deepEqual(namesOf([file('main.c', way), file('a.inc')]), [['main.c', 'a.inc'], ['a.inc']], way);
  });

  it('is for the compiler where no file is a program, which is for the service to refuse', () => {
    assert.deepEqual(namesOf([file('data.txt')]), [['data.txt'], []]);
  });

  it('gives the program nothing twice', () => {
    const list = ['main.c', 'a', 'b', 'c'].map((path) => file(path));
    assert.deepEqual(namesOf(list, [file('a'), file('b/deep')]), [['main.c', 'a', 'b'], ['c']]);
  });

  it('is read soon, whatever is in it', () => {
    const bytes = 1 << 20;
    for (const part of ['include<', 'include(', '#', '# ', '#include ', 'include"x', 'embed\n', '.inc']) {
      const startedAt = performance.now();
      apart([file('main.c', part.repeat(bytes / part.length)), file('x', `include${' '.repeat(bytes)}`)]);
      assert.ok(performance.now() - startedAt < 5_000, part);
    }
  });
});

describe('a submission as a list of files', () => {
  const main = file('main.c', '#include "both.inc"');

  it('comes apart to what it was', () => {
    const files = [main, file('util.h'), file('both.inc', 'both')];
    const inputs = [file('data.txt'), file('both.inc', 'both'), base64('bytes.bin', '\r\0')];
    const { list, rest } = together({ files, inputs });
    assert.deepEqual(paths(list), ['main.c', 'util.h', 'data.txt', 'both.inc', 'bytes.bin']);
    assert.deepEqual(sourcesFirst(list), list);
    assert.deepEqual(rest, []);
    const again = apart(list);
    assert.deepEqual(again, { files, inputs });
    assert.deepEqual(together({ source: 'int x;', inputs: [file('data.txt')] }).list, [
      file('main.c', 'int x;'),
      file('data.txt'),
    ]);
  });

  it('leaves out the inputs that would be something else in it', () => {
    const files = [main, file('a', 'one'), file('b')];
    const inputs = ['main.c', 'other.h', 'a', 'b/deep', 'c'].map((path) => file(path, 'other'));
    const { list, rest } = together({ files, inputs });
    assert.deepEqual(paths(list), ['main.c', 'a', 'b', 'c']);
    assert.deepEqual(paths(rest), ['main.c', 'other.h', 'a', 'b/deep']);
    assert.deepEqual(paths(apart(list, rest).inputs), ['c']);
  });
});
