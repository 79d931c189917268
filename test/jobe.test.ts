// Jobe's clients at the real service: CodeRunner's calls one after the other, and what its students see.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { z } from 'zod';
import { run as runOurs } from './post.js';
import { type Service, startService } from './service.js';

const Result = z.strictObject({
  run_id: z.null(),
  outcome: z.int(),
  cmpinfo: z.string(),
  stdout: z.string(),
  stderr: z.string(),
});

type Spec = { sourcecode: string; input?: string; files?: Record<string, string>; parameters?: object };
type Expected = { outcome: number; cmpinfo?: string | RegExp; stdout?: string | RegExp; stderr?: string };

const idOf = (content: string) => createHash('md5').update(content).digest('hex');

const lines = (...all: string[]) => `${all.join('\n')}\n`;
const stdio = '#include <stdio.h>';

const rows: [what: string, spec: Spec, expected: Expected][] = [
  [
    'reads its input and computes',
    {
      sourcecode: lines(
        stdio,
        '#include <math.h>',
        'int main(void) { double x; scanf("%lf", &x); printf("%.3f\\n", sqrt(x)); }',
      ),
      input: '2\n',
    },
    { outcome: 15, stdout: '1.414\n' },
  ],
  [
    'reads a file and uses a header, and a source that a flag names',
    {
      sourcecode: lines(
        stdio,
        '#include "add.h"',
        'int main(void) { char word[9]; FILE *file = fopen("data.txt", "r"); fscanf(file, "%8s", word); printf("%s %d\\n", word, add(1, 2)); }',
      ),
      files: {
        'data.txt': 'hello\n',
        'add.h': 'int add(int, int);\n',
        'add.c': 'int add(int a, int b) { return a + b; }\n',
      },
      parameters: { compileargs: ['-Wall', '-Werror', '-std=c99', '-x c', 'add.c'] },
    },
    { outcome: 15, stdout: 'hello 3\n' },
  ],
  [
    'includes a source',
    {
      sourcecode: lines(stdio, '#include "two.c"', 'int main(void) { printf("%d", two()); }'),
      files: { 'two.c': 'static int two(void) { return 2; }\n' },
      parameters: {},
    },
    { outcome: 15, stdout: '2' },
  ],
  [
    'forks up to its number of processes',
    {
      sourcecode: lines(
        stdio,
        '#include <unistd.h>',
        'int main(void) { int made = 0; for (int i = 0; i < 100; i++) { int pid = fork(); if (pid == 0) for (;;) pause(); made += pid > 0; } printf("%d", made); }',
      ),
      parameters: { numprocs: 20, compileargs: ['-std=gnu99'] },
    },
    { outcome: 15, stdout: '19' },
  ],
  [
    'is given no memory beyond its limit, and goes on',
    {
      sourcecode: lines(
        stdio,
        '#include <stdlib.h>',
        'int main(void) { printf("%d %d", malloc(500000000) == NULL, malloc(100000000) == NULL); }',
      ),
    },
    { outcome: 15, stdout: '1 0' },
  ],
  [
    'has more memory than there is, where that is not limited',
    {
      sourcecode: lines(
        '#include <stdlib.h>',
        '#include <string.h>',
        'int main(void) { size_t all = 1300ul << 20; char *held = malloc(all); memset(held, 1, all); return held[7] - 1; }',
      ),
      parameters: { memorylimit: 0 },
    },
    { outcome: 17 },
  ],
  [
    'does not end',
    { sourcecode: 'int main(void) { for (;;); }', parameters: { cputime: 1 } },
    { outcome: 13 },
  ],
  [
    'writes without end',
    { sourcecode: lines(stdio, 'int main(void) { for (;;) puts("x"); }'), parameters: { streamsize: 0.001 } },
    { outcome: 30, stdout: /^(x\n)+x?$/ },
  ],
  [
    'opens a socket',
    { sourcecode: lines('#include <sys/socket.h>', 'int main(void) { return socket(2, 1, 0); }') },
    { outcome: 19, cmpinfo: 'Disallowed system call: SYS_socket' },
  ],
  [
    'crashes',
    {
      sourcecode: lines(
        'static int first(int *list) {',
        '  return list[0];',
        '}',
        'int main(void) {',
        '  return first(0);',
        '}',
      ),
    },
    {
      outcome: 12,
      stderr: lines(
        'Segmentation fault: Read through a null pointer',
        '    at first (__tester__.c:2)',
        '    at main (__tester__.c:5)',
      ),
    },
  ],
  [
    'fails',
    { sourcecode: lines(stdio, 'int main(void) { fputs("no\\n", stderr); return 3; }') },
    { outcome: 12, stderr: 'no\nExited: status 3\n' },
  ],
  [
    'has a warning',
    { sourcecode: 'int main(void) { int x; }' },
    { outcome: 11, cmpinfo: /^__tester__\.c:1:22: error: .*unused/m },
  ],
  [
    'has a warning that is none',
    {
      sourcecode: 'int main(void) { int x; }',
      parameters: { compileargs: ['-Wall', '-Wno-unused-variable', '-Werror', '-x c'] },
    },
    { outcome: 15 },
  ],
  [
    'is not C',
    { sourcecode: 'int main(void) { return x; }' },
    { outcome: 11, cmpinfo: /^__tester__\.c:1:25: error: 'x' undeclared/m },
  ],
  [
    'has a flag that can’t be had',
    { sourcecode: 'int main(void) { }', parameters: { compileargs: ['-fopenmp'] } },
    { outcome: 11, cmpinfo: /the flag -fopenmp is not taken here/ },
  ],
  [
    'writes bytes that are no text',
    { sourcecode: lines(stdio, 'int main(void) { printf("a\\n\\001\\300"); }') },
    { outcome: 15, stdout: 'a\n\\x01\\xc0' },
  ],
];

suite('Jobe', { concurrency: 2 }, () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service.stop());

  const ask = async (method: string, resource: string, body?: object) => {
    const response = await fetch(`${service.url}/jobe/index.php/restapi/${resource}`, {
      method,
      headers: {
        'user-agent': 'CodeRunner',
        'content-type': 'application/json; charset=utf-8',
        accept: 'application/json',
        'x-coderunner-job-id': '0123abcd',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : z.unknown().parse(JSON.parse(text)) };
  };

  /** As CodeRunner does it: the run; where files are missing, all of them and the run once more. */
  async function run({ sourcecode, input = '', files = {}, parameters = { linkargs: ['-lm'] } }: Spec) {
    const file_list = Object.entries(files).map(([name, content]) => [idOf(content), name]);
    const run_spec = {
      language_id: 'c',
      sourcecode,
      sourcefilename: '__tester__.c',
      input,
      file_list,
      parameters,
      jobeserver: 'localhost',
    };
    const statuses: number[] = [];
    let answer = await ask('POST', 'runs', { run_spec });
    statuses.push(answer.status);
    if (answer.status === 404) {
      for (const content of Object.values(files)) {
        const file_contents = Buffer.from(content).toString('base64');
        statuses.push((await ask('PUT', `files/${idOf(content)}`, { file_contents })).status);
      }
      answer = await ask('POST', 'runs', { run_spec });
      statuses.push(answer.status);
    }
    return { statuses, result: Result.parse(answer.body) };
  }

  for (const [what, spec, { outcome, ...texts }] of rows) {
    test(`a program that ${what} is outcome ${outcome}`, async () => {
      const { statuses, result } = await run(spec);
      const puts = Object.keys(spec.files ?? {}).map(() => 204);
      assert.deepEqual(statuses, puts.length === 0 ? [200] : [404, ...puts, 200]);
      assert.equal(result.outcome, outcome, JSON.stringify(result));
      const expected = { cmpinfo: '', stdout: '', stderr: '', ...texts };
      for (const name of ['cmpinfo', 'stdout', 'stderr'] as const) {
        const text = expected[name];
        if (typeof text === 'string') assert.equal(result[name], text);
        else assert.match(result[name], text);
      }
    });
  }

  test('what was put stays there for the next run', async () => {
    const content = 'int once(void);\n';
    const spec = { sourcecode: '#include "once.h"\nint main(void) { }\n', files: { 'once.h': content } };
    assert.deepEqual((await run(spec)).statuses, [404, 204, 200]);
    assert.deepEqual((await run(spec)).statuses, [200]);
    assert.equal((await ask('HEAD', `files/${idOf(content)}`)).status, 204);
  });

  test('a question of many tests is compiled once', async () => {
    const sourcecode = lines(stdio, 'int main(void) { int n; scanf("%d", &n); printf("%d", 2 * n); }');
    for (let n = 0; n < 5; n++) {
      const { result } = await run({ sourcecode, input: `${n}\n` });
      assert.equal(result.stdout, String(2 * n));
    }
    const same = await runOurs(service.url, {
      source: sourcecode,
      compiler: { standard: 'c99', optimize: '0', warnings: ['all', 'error'], libraries: ['m'] },
    });
    assert.equal(same.compile?.cached, true);
  });

  test('the one language is C', async () => {
    const { body } = await ask('GET', 'languages');
    assert.match(JSON.stringify(body), /^\[\["c","\d+\.\d+\.\d+"\]\]$/);
  });
});
