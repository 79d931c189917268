// What fork servers are compared on: every program of test/programs, with the remarks at its head and without, sources
// that are odd on purpose, and programs with lines and bytes knocked out of place, always the same ones.

import { fileURLToPath } from 'node:url';
import { readPrograms } from '../program.js';
import type { Case } from './identity.js';

const main = (name: string, content: string | Buffer): Case => ({
  name,
  files: [{ path: 'main.c', content: Buffer.from(content) }],
});

/**
 * The programs of test/programs that have a main.c and aren't made to exhaust a compiler; those that begin with remarks
 * also without these, as includes that come first are what fork servers differ by.
 */
export async function programCases(): Promise<Case[]> {
  const root = fileURLToPath(new URL('../../programs', import.meta.url));
  const programs = await readPrograms(root);
  const cases = programs
    .filter(({ verdict }) => verdict !== 'compile_limit')
    .map(({ name, request: { source, files = [] } }) => ({
      name,
      files:
        source === undefined
          ? files.map(({ path, content, encoding }) => ({ path, content: Buffer.from(content, encoding) }))
          : [{ path: 'main.c', content: Buffer.from(source) }],
    }))
    .filter(({ files }) => files.some(({ path }) => path === 'main.c'));
  return [...cases, ...cases.flatMap(withoutRemarks)];
}

function withoutRemarks({ name, files }: Case): Case[] {
  const bare = files.map(({ path, content }) => ({
    path,
    content: Buffer.from(content.toString('latin1').replace(/^(\/\/.*\n)+\n*/, ''), 'latin1'),
  }));
  const isOther = bare.some(({ content }, index) => !content.equals(files[index]?.content ?? content));
  return isOther ? [{ name: `${name} without remarks`, files: bare }] : [];
}

const beginnings = [
  '',
  '#include <stdio.h>\n',
  '#include <stdio.h>\n#include <stdlib.h>\n',
  '#include <stdio.h>\n#include <string.h>\n',
  '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n',
  ['stdio', 'stdlib', 'string', 'math', 'ctype', 'time'].map((name) => `#include <${name}.h>\n`).join(''),
  '#include <unistd.h>\n#include <pthread.h>\n#include <sys/wait.h>\n',
];

const body = `int twice(int n) { return n * 2; }
int main(int argc, char **argv) { int unused; return twice(argc) > 1 ? argv[0][0] : 0; }
`;

const bom = '\ufeff';
const long = 'x'.repeat(70_000);
// cc1 looks for the name that was meant, in a time that grows with the square: 15 s of CPU for 70,000 characters.
const longName = 'x'.repeat(10_000);

const bodies: Readonly<Record<string, string | Buffer>> = {
  nothing: '',
  'one byte': 'x',
  'a blank': ' ',
  'a program': body,
  'no last line end': body.trimEnd(),
  CRLF: body.replaceAll('\n', '\r\n'),
  'CR alone': body.replaceAll('\n', '\r'),
  'CRLF without the last': body.replaceAll('\n', '\r\n').trimEnd(),
  'a lone CR at the end': `${body}\r`,
  'a mark of byte order': `${bom}${body}`,
  'a mark of byte order and CRLF': `${bom}${body.replaceAll('\n', '\r\n')}`,
  'a mark of byte order in the middle': `int a;\n${bom}int b;\n`,
  'half a mark': Buffer.concat([Buffer.from([0xef, 0xbb]), Buffer.from(body)]),
  'UTF-16': Buffer.from(`\ufeff${body}`, 'utf16le'),
  'Latin 1 in a string': Buffer.from('char *s = "\xe4\xf6\xfc";\n', 'latin1'),
  'Latin 1 in a name': Buffer.from('int \xe4;\n', 'latin1'),
  'broken UTF-8': Buffer.concat([
    Buffer.from('char *s = L"'),
    Buffer.from([0xc3, 0x28, 0xff]),
    Buffer.from('";\n'),
  ]),
  'names in UTF-8': 'int größe, длина, 長さ;\n',
  'universal names': 'int \\u00e4, \\U0001F600;\nchar *s = u8"\\u20ac";\n',
  'text that changes direction': 'int a; /* \u202e evil \u2066 */ int b;\n',
  NUL: Buffer.from('int a;\0int b;\n'),
  'NUL in a string': Buffer.from('char s[] = "a\0b";\n'),
  'control characters': 'int a;\v\f\x01\x7fint b;\n',
  trigraphs: '??=define X ??(1??)\nint a??(3??);\nchar *s = "??/n";\n',
  digraphs: '%:define X 1\nint a<:X:>;\n',
  'a splice in a name': 'int ma\\\nin(void) { retu\\\nrn 0; }\n',
  'a splice with blanks': 'int a; \\   \n int b;\n',
  'a splice at the end': 'int a; \\\n',
  'a splice at the very end': 'int a; \\',
  'a long line': `char *s = "${long}";\n`,
  'a long line with an error': `int ${longName}; int a = ${longName}y;\n`,
  'many lines': 'int a;\n'.repeat(20_000),
  'an open comment': 'int a; /* never closed\n',
  'an open string': 'char *s = "never closed\n',
  'an open character': "int c = 'x\n",
  'an open if': '#if 1\nint a;\n',
  'a stray endif': 'int a;\n#endif\n',
  'an open block': 'int main(void) { if (1) {\n',
  'an error': 'int main(void) { return undeclared; }\n',
  errors: 'int main(void) { return one + two(three; }\nint f( { }\n',
  'six hundred errors': 'int f(void) { return @; }\n'.repeat(600),
  warnings: 'int main(void) { int a; char *p = 1; return a == p; }\n',
  'an include that is not there': '#include "nowhere.h"\nint a;\n',
  'a system include that is not there': '#include <nowhere.h>\nint a;\n',
  'an include of itself': '#include "main.c"\n',
  'an include by a macro': '#define H <stdio.h>\n#include H\nint main(void) { return puts("x"); }\n',
  'an import of itself by a macro':
    '#ifndef A\n#define A\n#import __FILE__\nint b = sizeof q;\n#else\nint q;\n#endif\n',
  'an include of nothing': '#include\n',
  'an include in the middle': 'int a;\n#include <limits.h>\nint b = INT_MAX;\n',
  'an error line': '#error it ends here\nint a;\n',
  'a warning line': '#warning it goes on\nint a;\n',
  'a message': '#pragma message "hello"\nint a;\n',
  pragmas: '#pragma GCC optimize ("O3")\n#pragma GCC diagnostic ignored "-Wall"\n#pragma once\nint a;\n',
  'a pushed diagnostic':
    '#pragma GCC diagnostic push\n#pragma GCC diagnostic error "-Wunused"\nstatic int a;\n#pragma GCC diagnostic pop\n',
  'lines renumbered': '#line 77 "other.c"\nint main(void) { return nothing; }\n',
  'lines renumbered beyond': '#line 4294967295\nint a = b;\n',
  'a file of its own name':
    'char *f = __FILE__; int l = __LINE__, c = __COUNTER__, d = __COUNTER__;\nint e = x;\n',
  'the level of includes': 'int n = __INCLUDE_LEVEL__;\nchar *b = __BASE_FILE__;\n',
  'redefined macros': '#define A 1\n#define A 2\n#undef A\n#define __STDC__ 3\n#undef __FILE__\nint a = A;\n',
  'macros within macros':
    '#define A(x) B(x) + C(x)\n#define B(x) D(x x)\n#define C(x) #x\n#define D(x) undeclared(x)\nint a = A(1);\n',
  poison: '#pragma GCC poison printf\nint main(void) { return printf("x"); }\n',
  assembly:
    'int main(void) { int r; __asm__("movl $1, %0" : "=r"(r)); return r; }\n__asm__(".globl x\\nx:\\n");\n',
  'nested functions': 'int main(void) { int a = 1; int f(void) { return a; } return f(); }\n',
  'a table': `static const int t[] = {${Array.from({ length: 3000 }, (_, index) => index * 7919).join(', ')}};\nint f(int i) { return t[i]; }\n`,
  'floating point': 'double f(double x) { return x * 1e308 + 0x1.8p-1074 + 1.0q; }\nlong double g = 1.1L;\n',
  vectors:
    'typedef int v __attribute__((vector_size(16)));\nv f(v a, v b) { return a * b + (v){1, 2, 3, 4}; }\n',
  'atomics and threads':
    '#include <stdatomic.h>\n_Thread_local int t; _Atomic int a;\nint f(void) { return atomic_fetch_add(&a, t); }\n',
  'a big type': '__int128 f(__int128 a) { return a * a / 3; }\n',
  switches:
    'int f(int n) { switch (n) { case 1: n++; case 2: return n; case 5 ... 9: return 3; default: return 0; } }\n',
  loops: 'void f(int *a, int n) { for (int i = 0; i < n; i++) a[i] += a[i + 1] * 3; }\n',
  'generic selection':
    '#define T(x) _Generic((x), int: 1, double: 2, default: 3)\nint a[T(1) + T(1.0) + T("")];\n',
  'old style': 'main(argc, argv) char **argv; { return argc; }\n',
  'deep parentheses': `int a = ${'('.repeat(500)}1${')'.repeat(500)};\n`,
  format: '#include <stdio.h>\nint main(void) { printf("%d %s\\n", "x", 1); return 0; }\n',
  attributes:
    '__attribute__((constructor)) void f(void) { }\n__attribute__((section(".odd"))) int a = 1;\n[[deprecated]] int g(void);\nint h(void) { return g(); }\n',
};

/** Sources that are odd in one way each, after every beginning that a fork server may have read before. */
export function oddCases(): Case[] {
  return beginnings.flatMap((beginning) =>
    Object.entries(bodies).map(([name, text]) =>
      main(
        `${name}${beginning === '' ? '' : ` after ${beginning.replaceAll('\n', ' ')}`}`,
        Buffer.concat([Buffer.from(beginning), Buffer.from(text)]),
      ),
    ),
  );
}

/** Programs of the given ones with lines left out, doubled, swapped or cut, and bytes changed. */
export function brokenCases(programs: readonly Case[], count: number): Case[] {
  const random = randomNumbers(4);
  const below = (most: number) => Math.floor(random() * most);
  return Array.from({ length: count }, (_, index) => {
    const program = programs[below(programs.length)] ?? main('nothing', '');
    const files = program.files.map(({ path, content }) =>
      path === 'main.c' ? { path, content: broken(content, below) } : { path, content },
    );
    return { name: `${program.name}, broken in way ${index}`, files };
  });
}

function broken(content: Buffer, below: (most: number) => number): Buffer {
  const lines = content.toString('latin1').split('\n');
  for (let times = 1 + below(3); times > 0; times--) {
    const at = below(lines.length);
    const line = lines[at] ?? '';
    const cut = below(line.length + 1);
    const edits = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, line),
      () => lines.splice(at, 1, line.slice(0, cut)),
      () =>
        lines.splice(at, 1, `${line.slice(0, cut)}${String.fromCharCode(below(256))}${line.slice(cut + 1)}`),
      () => lines.splice(at, 1, `${line}\r`),
    ];
    edits[below(edits.length)]?.();
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}

// mulberry32: the same programs each time.
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
