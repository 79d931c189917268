import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileLimits } from '@cellblock/contract';
import type { CellReport } from '@cellblock/sandbox';
import type { Tool } from './compile-verdict.js';
import { goodEnd, said } from './testing/fake-cells.js';
import { type Speech, wordsOf } from './words.js';

const units = [
  { source: 'src/main.c', object: 'unit-0.o' },
  { source: 'list.c', object: 'unit-1.o' },
];
const workspace = { files: [], units };
const speechOf = (tool: Tool, text: string, members: Partial<CellReport> = {}): Speech => ({
  tool,
  report: { ...goodEnd, ...said(text), ...members },
  ...(tool === 'ld' || tool === 'tcc' ? {} : { unit: { source: 'src/main.c', object: 'unit-0.o' } }),
});
const outputOf = (tool: Tool, text: string) => wordsOf([speechOf(tool, text)], workspace, null).output;

test("the compiler's text stays as it is, but for the cell's own directory", () => {
  const text =
    'In file included from /tmp/a.h:1,\n                 from src/main.c:2:\n' +
    '/tmp/a.h:1:9: error: \'zz\' undeclared\n    1 | open("/tmp/x");\n      |      ^~~~~~~~\n';
  assert.equal(
    outputOf('cc1', text),
    'In file included from a.h:1,\n                 from src/main.c:2:\n' +
      'a.h:1:9: error: \'zz\' undeclared\n    1 | open("/tmp/x");\n      |      ^~~~~~~~\n',
  );
});

test('the assembly has the name that gcc -S would give it', () => {
  assert.equal(outputOf('as', '{standard input}:4: Error: bad\n'), 'src/main.s:4: Error: bad\n');
});

test("the linker's objects and directories are the user's sources and plain names", () => {
  const text =
    "/usr/bin/ld.bfd: unit-0.o: in function `main':\n" +
    "main.c:(.text+0x0): multiple definition of `x'; unit-1.o:list.c:(.text+0x0): first defined here\n" +
    '/usr/bin/ld.bfd: unit-1.o:(.data+0x0): odd\n' +
    "/usr/bin/ld.bfd: /usr/lib/gcc/x86_64-linux-gnu/12/../../../x86_64-linux-gnu/Scrt1.o: in function `_start':\n" +
    "(.text+0x17): undefined reference to `main'\n";
  const { output, diagnostics } = wordsOf([speechOf('ld', text)], workspace, null);
  assert.equal(
    output,
    "ld: src/main.c: in function `main':\n" +
      "main.c:(.text+0x0): multiple definition of `x'; list.c:(.text+0x0): first defined here\n" +
      'ld: list.c:(.data+0x0): odd\n' +
      "ld: Scrt1.o: in function `_start':\n" +
      "(.text+0x17): undefined reference to `main'\n",
  );
  assert.equal(diagnostics.length, 3);
});

test('what the tools say comes in order, our own explanation last', () => {
  const speeches = [
    speechOf('cc1', 'main.c:1:1: warning: one [-Wx]'),
    speechOf('as', 'main.c:2: Error: two\n'),
  ];
  const { output, diagnostics, truncated } = wordsOf(speeches, workspace, 'cellblock: three');
  assert.equal(output, 'main.c:1:1: warning: one [-Wx]\nmain.c:2: Error: two\ncellblock: three\n');
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    ['one', 'two'],
  );
  assert.equal(truncated, false);
});

test('a flood is cut to whole lines below the cap, says so, and every diagnostic shown is listed', () => {
  const flood = Array.from(
    { length: 5000 },
    (_, index) => `main.c:${index + 1}:1: error: stray '@' in program\n`,
  );
  const words = wordsOf(
    [speechOf('cc1', flood.join('')), speechOf('as', 'late\n')],
    workspace,
    'cellblock: the end',
  );
  assert.ok(words.truncated);
  assert.ok(Buffer.byteLength(words.output) <= compileLimits.diagnosticsBytes);
  assert.ok(words.output.endsWith('in program\ncellblock: the end\n'));
  assert.equal(words.diagnostics.length, words.output.split('\n').length - 2);
});

test('a cut in the cell counts as cut', () => {
  const report = { truncated: { stdout: false, stderr: true } };
  assert.ok(wordsOf([speechOf('cc1', 'main.c:1:1: error: x\n', report)], workspace, null).truncated);
});

test('one endless line leaves room for the next', () => {
  const words = wordsOf(
    [speechOf('cc1', `main.c:1:1: error: ${'x'.repeat(100_000)}\nmain.c:2:1: error: y\n`)],
    workspace,
    null,
  );
  assert.ok(words.truncated);
  assert.deepEqual(
    words.diagnostics.map(({ line }) => line),
    [1, 2],
  );
});

test('a message of nothing but line breaks is read as fast as any', () => {
  const startedAt = performance.now();
  outputOf('cc1', '\n'.repeat(1_000_000));
  assert.ok(performance.now() - startedAt < 5000);
});

test('columns of diagnostics count characters of the sources', () => {
  const files = [{ path: 'src/main.c', content: Buffer.from('\tint a = nowhere;\n') }];
  const text =
    'src/main.c:1:17: error: x\n    1 |         int a = nowhere;\n      |                 ^~~~~~~\n';
  const { output, diagnostics } = wordsOf([speechOf('cc1', text)], { files, units }, null);
  assert.equal(output, text);
  assert.deepEqual([diagnostics[0]?.column, diagnostics[0]?.endColumn], [10, 16]);
});
