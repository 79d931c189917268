import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCc1 } from '../testing/host-gcc.js';
import { isEligible } from './eligible.js';

const isMain = (source: string) => isEligible([{ path: 'main.c', content: Buffer.from(source) }]);

for (const source of [
  '#include <stdio.h>\n  #\tinclude "list.h"\n#import <math.h>\nint main(void) { return 0; }\n',
  '/* a */ #include <stdio.h>\n#define text(x) #x\n#include_next <limits.h>\n',
  '#pragma GCC poison gets\n#include<stdio.h>/* of C */\n',
]) {
  test(`a fork server may compile ${JSON.stringify(source)}`, () => {
    assert.equal(isMain(source), true);
  });
}

// Includes of main.c itself, each of which cc1 understands.
const includes = (directive: string) =>
  `#ifndef AGAIN\n#define AGAIN\n#define SELF __FILE__\n${directive}\n#else\n#error seen again\n#endif\n`;

for (const directive of [
  '#include "main.c"',
  '#include "ma\\\nin.c"',
  '#include "ma\\ \t\r\nin.c"',
  '#include "ma\\\0\nin.c"',
  '#include "ma\\\rin.c"',
  '#include __FILE__',
  '#include SELF',
  '# include SELF',
  '#\0include SELF',
  '#include_next SELF',
  '#/**/include SELF',
  '#/* a */ /* b\n c */ include SELF',
  '# /**/ include/**/SELF',
  '#include/**/SELF',
  '#include /* "x" */ SELF',
  '#in\\\nclude SELF',
  '#\\\ninclude SELF',
  '%:include SELF',
]) {
  test(`what includes itself is for cc1: ${JSON.stringify(directive)}`, () => {
    const source = includes(directive);
    assert.match(runCc1({ 'main.c': source }, []).stderr.toString(), /seen again/);
    assert.equal(isMain(source), false);
  });
}

test('what else looks at main.c again is for cc1', () => {
  for (const line of [
    '#import __FILE__',
    '#pragma once',
    '_Pragma("once")',
    'char *s = __TIMESTAMP__ __BASE_FILE__;',
  ])
    assert.equal(isMain(`${line}\n`), false, line);
});

test('hostile text is judged as fast as any', () => {
  for (const [piece, end] of [
    ['/**/', 'x'],
    ['#/*', ''],
    ['# ', ''],
    ['#include', '_'],
    ['#include ', ''],
    ['\\ ', '\n'],
  ] as const) {
    const text = `#${piece.repeat(1_000_000 / piece.length)}${end}`;
    const startedAt = performance.now();
    isMain(text);
    assert.ok(performance.now() - startedAt < 5000, piece);
  }
});
