// `explainCrash` through the whole service: where a program crashed, in its own lines.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { SubmissionInput } from '@cellblock/contract';
import { run } from './post.js';
import { type Service, startService } from './service.js';

const lookup = `#include "list.h"
int lookup(struct list *list) {
    return list->value;
}
`;
const files = [
  { path: 'list.h', content: 'struct list { int value; };\nint lookup(struct list *list);\n' },
  { path: 'list.c', content: lookup },
  { path: 'main.c', content: '#include "list.h"\nint main(void) {\n    return lookup(0);\n}\n' },
];
const nullRead = [
  { function: 'lookup', file: 'list.c', line: 3 },
  { function: 'main', file: 'main.c', line: 3 },
];

suite('a crash that is explained', { concurrency: 2 }, () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const crash = async (submission: SubmissionInput) => {
    const result = await run(service.url, { explainCrash: true, ...submission });
    assert.equal(result.verdict, 'signal', JSON.stringify(result));
    return result.run?.crash;
  };

  for (const profile of ['standard', 'strict', 'processes'] as const) {
    test(`names files, functions and lines, in the profile ${profile}`, async () => {
      const told = await crash({ files, profile, compiler: { optimize: '2' } });
      assert.deepEqual(told, { reason: 'Read through a null pointer', frames: nullRead });
    });
  }

  test('is also one of a program that tcc compiled, and in which a warning is an error', async () => {
    assert.deepEqual((await crash({ files, compiler: { name: 'tcc' } }))?.frames, nullRead);
    const strict = { warnings: ['all', 'error'] as const, defines: { UNUSED: '1' } };
    assert.deepEqual(
      (await crash({ files, compiler: { ...strict, warnings: [...strict.warnings] } }))?.frames,
      nullRead,
    );
  });

  test('reads the same input again', async () => {
    const source =
      '#include <stdio.h>\nint main(void) {\n  int by = 1;\n  scanf("%d", &by);\n  return 6 / by;\n}\n';
    const told = await crash({ source, stdin: '0\n' });
    assert.match(told?.reason ?? '', /Divided an integer by zero/);
    assert.equal(told?.frames[0]?.line, 5);
  });

  test('says so for a stack that is used up, memory that is freed twice, and a failed assertion', async () => {
    const endless =
      'int f(int n) { volatile char a[999]; a[0] = n; return f(n + 1) + a[0]; }\nint main(void) { return f(0); }';
    assert.match((await crash({ source: endless }))?.reason ?? '', /recursion/);
    const twice =
      '#include <stdlib.h>\nint main(int n, char **a) {\n  char *p = malloc(n);\n  a[0] = p;\n  free(p);\n  free(a[0]);\n}';
    assert.match((await crash({ source: twice, compiler: { optimize: '0' } }))?.reason ?? '', /twice/);
    const failed = '#include <assert.h>\nint main(int n, char **a) {\n  assert(n == 2 && a);\n}';
    assert.equal((await crash({ source: failed }))?.frames[0]?.line, 3);
  });

  test('says where a wild address was used, and never whether that was a write', async () => {
    for (const address of ['0xdeadbeef', '0x4141414141414141', '-1L', '0x7000000000']) {
      const source = `int main(void) {\n  *(volatile int *)${address} = 1;\n}`;
      assert.deepEqual(await crash({ source }), {
        reason: 'Used an address where there is nothing',
        frames: [{ function: 'main', file: 'main.c', line: 2 }],
      });
    }
  });

  test('says that a null function pointer was called', async () => {
    const source = 'int main(void) {\n  void (*volatile f)(void) = 0;\n  f();\n}';
    assert.deepEqual(await crash({ source }), { reason: 'Called a null function pointer', frames: [] });
  });

  test('says that what malloc did not give was used', async () => {
    const source =
      '#include <stdlib.h>\nint main(void) {\n  volatile int *p = malloc(1000000000);\n  p[0] = 1;\n}';
    assert.deepEqual(await crash({ source, limits: { addressSpaceBytes: 100_000_000 } }), {
      reason: 'Wrote through a null pointer',
      frames: [{ function: 'main', file: 'main.c', line: 4 }],
    });
  });

  test('is null where nobody asked, and for a program that ended by itself', async () => {
    const silent = await run(service.url, { files });
    assert.equal(silent.run?.crash, null);
    const fine = await run(service.url, { source: 'int main(void) { return 3; }', explainCrash: true });
    assert.equal(fine.run?.crash, null);
  });
});
