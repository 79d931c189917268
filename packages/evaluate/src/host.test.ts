// The whole story with the host's own gcc, as and ld in cells without walls: what real tools do with our argv.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { resultOf, Submission, type SubmissionInput } from '@cellblock/contract';
import { createEvaluator } from './evaluate.js';
import { hostCells } from './testing/host-cells.js';
import { hostToolchain, inDirectory } from './testing/host-gcc.js';

async function run(input: SubmissionInput) {
  const cells = hostCells();
  const evaluator = createEvaluator({ cells, toolchain: hostToolchain });
  const job = { id: 'job', signal: new AbortController().signal };
  const result = resultOf(await evaluator.evaluate(Submission.parse(input), job));
  assert.equal(cells.held.size, 0);
  return result;
}

const hello = '#include <stdio.h>\nint main(int n, char **v) { printf("%s %d\\n", v[0], n); return 3; }\n';

test('hello world compiles, links and runs', async () => {
  const { verdict, compile, run: ran } = await run({ source: hello, args: ['x'] });
  assert.equal(compile?.output, '');
  assert.equal(verdict, 'exit_nonzero');
  assert.equal(ran?.stdout, './a.out 2\n');
});

test('a static program links and runs', async () => {
  const { run: ran } = await run({ source: hello, profile: 'strict' });
  assert.equal(ran?.exitCode, 3);
});

test('sanitizers catch what they are for, and name the line', async () => {
  const source =
    '#include <stdlib.h>\nint main(int n, char **v) {\n  char *p = malloc(4);\n  return p[n + 3];\n}\n';
  const address = await run({ source, compiler: { sanitize: ['address'] } });
  assert.match(address.run?.stderr ?? '', /heap-buffer-overflow[\s\S]*main\.c:4/);
  const overflow = 'int main(int n, char **v) { int k = 2147483647; k += n; return k == 0; }\n';
  const integer = await run({ source: overflow, compiler: { sanitize: ['undefined'] } });
  assert.match(integer.run?.stderr ?? '', /main\.c:1:\d+: runtime error: signed integer overflow/);
  const both = await run({ source: overflow, compiler: { sanitize: ['address', 'undefined'] } });
  assert.match(both.run?.stderr ?? '', /signed integer overflow/);
});

test('several files with a header in a directory make one program', async () => {
  const { run: ran, compile } = await run({
    files: [
      {
        path: 'main.c',
        content:
          '#include <stdio.h>\n#include "lib/twice.h"\nint main(void) { printf("%d\\n", twice(21)); return 0; }\n',
      },
      { path: 'lib/twice.h', content: 'int twice(int);\n' },
      { path: 'lib/twice.c', content: '#include "twice.h"\nint twice(int x) { return 2 * x; }\n' },
    ],
  });
  assert.equal(compile?.output, '');
  assert.equal(ran?.stdout, '42\n');
});

test("a program that does not compile is told in gcc's own words", async () => {
  const source = '#include <stdio.h>\nint main(void) {\n\tint unused;\n\treturn nowhere\n}\n';
  const { verdict, compile } = await run({ source });
  const plain = inDirectory({ 'main.c': source }, (cwd) =>
    spawnSync('gcc', ['-std=gnu17', '-O1', '-Wall', '-c', 'main.c'], {
      cwd,
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    }),
  );
  assert.equal(verdict, 'compile_error');
  assert.equal(compile?.output, plain.stderr);
  assert.equal(compile.exitCode, plain.status);
});

test('what is missing at the link is told in the words of GNU ld, with the names of sources', async () => {
  const { verdict, compile } = await run({ source: 'int foo(void);\nint main(void) { return foo(); }\n' });
  assert.equal(verdict, 'compile_error');
  assert.match(
    compile?.output ?? '',
    /^ld: main\.c: in function `main':\nmain\.c:\(\.text\+0x\w+\): undefined reference to `foo'\n$/,
  );
  const noMain = await run({ source: 'int foo;\n' });
  assert.deepEqual(
    noMain.compile?.diagnostics.map(({ message }) => message),
    ["undefined reference to `main'"],
  );
  assert.doesNotMatch(noMain.compile?.output ?? '', /\/usr|unit-|\/tmp/);
});

test('the warning about gets is not lost on the fast linker', async () => {
  const source = 'char *gets(char *);\nint main(void) { char b[99]; return gets(b) == 0; }\n';
  const { verdict, compile } = await run({ source, stdin: 'x\n' });
  assert.equal(verdict, 'ok');
  assert.match(compile?.output ?? '', /main\.c:\(\.text\+0x\w+\): warning: the `gets' function is dangerous/);
  assert.equal(compile?.diagnostics[0]?.severity, 'warning');
});

test('common symbols of two sizes are told of, as GNU ld does', async () => {
  const files = [
    { path: 'main.c', content: 'int numbers[3];\nint main(void) { return numbers[0]; }\n' },
    { path: 'more.c', content: 'int numbers[50] = { 0 };\n' },
  ];
  const { verdict, compile } = await run({ files, compiler: { codegen: ['common'] } });
  assert.equal(verdict, 'ok');
  assert.equal(
    compile?.output,
    "ld: warning: size of symbol `numbers' changed from 12 in main.c to 200 in more.c\n",
  );
  const same = files.map(({ path, content }) => ({ path, content: content.replace('50', '3') }));
  const agreed = await run({ files: same, compiler: { codegen: ['common'] } });
  assert.deepEqual([agreed.verdict, agreed.compile?.output], ['ok', '']);
});

test('addresses in the midst of the code link, and are told of', async () => {
  const source =
    'extern const void *table[];\nint main(void) { return table[0] != (void *)main; }\n' +
    '__asm__(".text\\n.globl table\\ntable: .quad main\\n");\n';
  const { verdict, compile } = await run({ source });
  assert.equal(verdict, 'ok');
  assert.match(
    compile?.output ?? '',
    /^ld: main\.c: warning: relocation against `main' in read-only section `\.text'\nld: warning: creating DT_TEXTREL in a PIE\n$/,
  );
});

test("the assembler's errors carry the source's lines", async () => {
  const { verdict, compile } = await run({
    source: 'int main(void) {\n  __asm__("frobnicate %eax");\n  return 0;\n}\n',
  });
  assert.equal(verdict, 'compile_error');
  assert.deepEqual(
    compile?.diagnostics.map(({ severity, file, line }) => [severity, file, line]),
    [['error', 'main.c', 2]],
  );
});

test('control bytes that a source smuggles into diagnostics are shown, not sent', async () => {
  const { compile } = await run({
    source: '#line 1 "\\033[31m.c"\nint x = y;\n#error \x1b]0;title\x07 \u202e\n',
  });
  assert.doesNotMatch(compile?.output ?? '', /(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  assert.match(compile?.output ?? '', /\\x1b\[31m\.c:1:9: error/);
});

test('-Ofast links as gcc links it', async () => {
  const source = '#include <xmmintrin.h>\nint main(void) { return (_mm_getcsr() & 0x8000) != 0; }\n';
  assert.equal((await run({ source, compiler: { optimize: 'fast' } })).run?.exitCode, 1);
  assert.equal((await run({ source })).run?.exitCode, 0);
});

test('odd sources are results, not errors', async () => {
  const odd = [
    '',
    '\0\0\0',
    '\ufeffint main(void) { return 0; }',
    'int main(void) { return 0; }\r\n',
    '#error "verdict: ok"',
  ];
  for (const source of odd) {
    const { verdict } = await run({ source });
    assert.ok(verdict === 'compile_error' || verdict === 'ok', JSON.stringify(source));
  }
});

test('gcc is the one that these templates were taken from', () => {
  const version = execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim();
  assert.equal(hostToolchain.compilers.gcc?.version, version);
});
