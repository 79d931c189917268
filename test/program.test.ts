// The reader of test/programs itself.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseHead, readPrograms } from './program.js';

test('a head says what a program shows, its input, its options and what is expected', () => {
  const head = parseHead(
    [
      '// Adds numbers,',
      '// many of them.',
      '// stdin: "1 2\\n"',
      '// stdin: "3\\n"',
      '// option: {"args":["-v"]}',
      '// option: {"profile":"strict"}',
      '// expect: {"exitCode":3}',
      '// expect: {"syscall":["clone","fork"],"signal":"SIGSEGV"}',
      '// differs: the host is faster',
      '#include <stdio.h>',
      '// expect: {"exitCode":4}',
    ].join('\n'),
  );
  assert.deepEqual(head, {
    about: 'Adds numbers, many of them.',
    stdin: '1 2\n3\n',
    option: { args: ['-v'], profile: 'strict' },
    expect: { exitCode: 3, syscall: ['clone', 'fork'], signal: ['SIGSEGV'] },
    differs: 'the host is faster',
  });
});

test('a head may be a block comment, for standards without line comments', () => {
  const head = parseHead('/*\n * Old style.\n * stdin: "x"\n * stdin-times: 3\n */\nint main() {}\n');
  assert.equal(head.about, 'Old style.');
  assert.equal(head.stdin, 'xxx');
});

for (const [name, line] of [
  ['an unknown key', '// expects: {"exitCode":3}'],
  ['an unknown expectation', '// expect: {"exitcode":3}'],
  ['broken JSON', '// expect: {"exitCode":3'],
  ['options that are no object', '// option: [1]'],
  ['input that is no string', '// stdin: 12'],
] as const) {
  test(`${name} is an error, not a title`, () => {
    assert.throws(() => parseHead(`// A program.\n${line}\nint main(void) {}\n`));
  });
}

test('files and folders are programs, and bytes that are no text travel in base64', async (context) => {
  const root = await mkdtemp(join(tmpdir(), 'cellblock-programs-'));
  context.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'ok/several/part'), { recursive: true });
  await mkdir(join(root, 'signal'));
  await writeFile(join(root, 'ok/several/main.c'), '// Several files.\n// stdin: "é"\n');
  await writeFile(join(root, 'ok/several/part/a.h'), '#pragma once\n');
  await writeFile(join(root, 'signal/bytes.c'), Buffer.from('// Bytes.\n\xff\n', 'latin1'));
  const [several, bytes] = await readPrograms(root);
  assert.equal(several?.name, 'ok/several');
  assert.deepEqual(several.request.files, [
    { path: 'main.c', content: '// Several files.\n// stdin: "é"\n' },
    { path: 'part/a.h', content: '#pragma once\n' },
  ]);
  assert.equal(several.request.stdin, 'é');
  assert.equal(bytes?.verdict, 'signal');
  assert.equal(bytes.request.files?.[0]?.encoding, 'base64');

  await writeFile(join(root, 'signal/refused.c'), '// Refused.\n// option: {"profile":"none"}\n');
  await assert.rejects(readPrograms(root), /signal\/refused\.c/);
  await rm(join(root, 'signal/refused.c'));
  await mkdir(join(root, 'no_verdict'));
  await writeFile(join(root, 'no_verdict/a.c'), '');
  await assert.rejects(readPrograms(root), /no_verdict\/a\.c/);
});
