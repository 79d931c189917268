// The requests of Jobe's own testsubmit.py for C, in its form, with programs of the same kinds, and what it expects.

import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { z } from 'zod';
import { type Service, startService } from './service.js';

const lines = (...all: string[]) => `${all.join('\n')}\n`;
const stdio = '#include <stdio.h>';
const hello = lines(stdio, 'int main() {', '    puts("Hello world");', '}');

// Neither input nor files are there where a program has none.
type Spec = { language_id?: string; sourcecode?: string; sourcefilename?: string } & Record<string, unknown>;
const specOf = (sourcecode: string, more: object = {}): Spec => ({
  ...{ language_id: 'c', sourcecode, sourcefilename: 'prog.c' },
  ...more,
});

const rows: [what: string, spec: Spec, expected: { outcome: number; stdout?: string }][] = [
  ['says hello', specOf(hello), { outcome: 15, stdout: 'Hello world\n' }],
  ['lacks a semicolon', specOf(hello.replace(';', '')), { outcome: 11 }],
  [
    'has a compiler argument that is none',
    specOf(hello, { parameters: { compileargs: ['std=c89'] } }),
    { outcome: 11 },
  ],
  [
    'reads through a null pointer',
    specOf(lines(stdio, 'int main() {', '    char *s = NULL;', '    printf("%c", *s);', '}')),
    { outcome: 12 },
  ],
  ['does not end', specOf('int main() { while (1) {}; }\n'), { outcome: 13 }],
  [
    'writes without end',
    specOf(lines(stdio, 'int main() { while (1) { printf("Hello"); }; }')),
    { outcome: 13 },
  ],
  [
    'asks for 2000 MB',
    specOf(
      lines(
        stdio,
        '#include <stdlib.h>',
        'int main() {',
        '    char *p = malloc(2000000000);',
        '    puts(p == NULL ? "none" : "all");',
        '}',
      ),
    ),
    { outcome: 15, stdout: 'none\n' },
  ],
  [
    'calls itself without end',
    specOf(
      lines(
        stdio,
        'void deeper(int i, int step) { if (i == 0) puts("never"); else deeper(i + step, step); }',
        'int main() { deeper(3, 1); }',
      ),
    ),
    { outcome: 12 },
  ],
  [
    'forks a thousand times, and every child spins',
    specOf(
      lines(
        '#include <linux/unistd.h>',
        '#include <unistd.h>',
        stdio,
        'int main() {',
        '    int made = 0;',
        '    for (int i = 0; i < 1000; i++) {',
        '        int pid = fork();',
        '        if (pid == 0) while (1) {};',
        '        made += pid > 0;',
        '    }',
        '    puts(made > 5 && made <= 20 ? "OK" : "not OK");',
        '}',
      ),
      { sourcefilename: 'test.c', parameters: { numprocs: 20 } },
    ),
    { outcome: 15, stdout: 'OK\n' },
  ],
  [
    'writes bytes that are no text',
    specOf(lines(stdio, 'int main() {', '    printf("Hello\\n\\01\\006\\300\\311\\n");', '}')),
    { outcome: 15, stdout: 'Hello\n\\x01\\x06\\xc0\\xc9\n' },
  ],
  ['is C++', specOf('#include <iostream>\nint main() { std::cout << "x"; }\n'), { outcome: 11 }],
  ['is the word for an overload', specOf('!** TESTING OVERLOAD EXCEPTION **!'), { outcome: 21 }],
];

const unknownFile = { file_list: [['notonserver', 'nofile.txt']] };
const refused: [what: string, spec: Spec, status: number, message: RegExp][] = [
  [
    'a file that was never put',
    specOf(hello, unknownFile),
    404,
    /^One or more of the specified files is missing\/unavailable$/,
  ],
  [
    'a language that is none',
    specOf(hello, { language_id: 'nolang' }),
    400,
    /^Language 'nolang' is not known$/,
  ],
  ['no language', { sourcecode: hello, sourcefilename: 'prog.c' }, 400, /language_id/],
  ['no source', { language_id: 'c', sourcefilename: 'prog.c' }, 400, /sourcecode/],
  [
    'too much CPU time',
    specOf(hello, { sourcefilename: 'test.c', parameters: { cputime: 151 } }),
    400,
    /^cputime exceeds maximum allowed on this Jobe server/,
  ],
];

suite("Jobe's testsubmit.py", { concurrency: 2 }, () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const post = async (run_spec: Spec) => {
    const response = await fetch(`${service.url}/jobe/index.php/restapi/runs/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        accept: 'application/json',
        // A key of another service's, which none is needed for here.
        'x-api-key': '2AAA7A5415B4A9B394B54BF1D2E9D',
      },
      body: JSON.stringify({ run_spec }),
    });
    return { status: response.status, body: z.unknown().parse(await response.json()) };
  };

  for (const [what, spec, expected] of rows) {
    test(`a program that ${what} is outcome ${expected.outcome}`, async () => {
      const { status, body } = await post(spec);
      assert.equal(status, 200);
      const found = z.looseObject({ outcome: z.int(), stdout: z.string() }).parse(body);
      assert.deepEqual({ ...found, ...expected }, found);
    });
  }

  for (const [what, spec, status, message] of refused) {
    test(`${what} is ${status}`, async () => {
      const answer = await post(spec);
      assert.equal(answer.status, status);
      assert.match(z.string().parse(answer.body), message);
    });
  }

  test('ten at once are all run', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(specOf(hello))));
    const Hello = z.looseObject({ outcome: z.literal(15), stdout: z.literal('Hello world\n') });
    for (const { body } of answers) Hello.parse(body);
  });
});
