// Judge0's clients at the real service: submissions of every end, batches, files, callbacks, keys.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { z } from 'zod';
import { type Service, startService } from './service.js';
import { until } from './until.js';

const Told = z.looseObject({
  token: z.string(),
  status: z.object({ id: z.int(), description: z.string() }),
  stdout: z.string().nullable(),
  stderr: z.string().nullable(),
  compile_output: z.string().nullable(),
  message: z.string().nullable(),
  time: z.string().nullable(),
  memory: z.number().nullable(),
});

const lines = (...all: string[]) => `${all.join('\n')}\n`;
const stdio = '#include <stdio.h>';
const sum = lines(stdio, 'int main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }');
const hi = 'int puts(const char *); int main(void) { puts("hi"); }';

type Row = [what: string, asked: object, status: number, told?: object];

const rows: Row[] = [
  ['is right', { source_code: sum, stdin: '2 3', expected_output: '5' }, 3, { stdout: '5\n', message: null }],
  ['is wrong', { source_code: sum, stdin: '2 3', expected_output: '6' }, 4, { stdout: '5\n', exit_code: 0 }],
  ['is compiled by tcc', { source_code: hi, language_id: 2001 }, 3, { stdout: 'hi\n' }],
  ['uses libm', { source_code: '#include <math.h>\nint main(int n, char **v) { return sqrt(n) != 1; }' }, 3],
  ['does not compile', { source_code: 'int main(void) { return x; }' }, 6, { time: null, stdout: null }],
  [
    'takes all its CPU time',
    { source_code: 'int main(void) { for (;;); }', cpu_time_limit: 0.2 },
    5,
    { message: 'Time limit exceeded' },
  ],
  [
    'sleeps',
    { source_code: '#include <unistd.h>\nint main(void) { sleep(9); }', wall_time_limit: 1 },
    5,
    { message: 'Time limit exceeded (wall clock)' },
  ],
  [
    'reads through a null pointer',
    { source_code: 'int main(void) { return *(volatile int *)0; }' },
    7,
    { exit_signal: 11, message: 'Caught fatal signal 11' },
  ],
  [
    'writes without end',
    { source_code: lines(stdio, 'int main(void) { for (;;) puts("x"); }'), max_file_size: 1 },
    8,
    { exit_signal: 25 },
  ],
  ['divides by zero', { source_code: '#include <signal.h>\nint main(void) { raise(SIGFPE); }' }, 9],
  ['aborts', { source_code: '#include <stdlib.h>\nint main(void) { abort(); }' }, 10, { exit_signal: 6 }],
  [
    'exits with 7',
    { source_code: 'int main(void) { return 7; }' },
    11,
    { exit_code: 7, message: 'Exited with error status 7' },
  ],
  [
    'takes too much memory',
    {
      source_code: lines(
        '#include <stdlib.h>',
        '#include <string.h>',
        'int main(void) { for (;;) memset(malloc(1 << 20), 1, 1 << 20); }',
      ),
    },
    11,
    { exit_code: 137, message: 'Memory limit exceeded' },
  ],
  [
    'is given no memory beyond its limit, where that is one of each process',
    {
      source_code: lines(
        stdio,
        '#include <stdlib.h>',
        'int main(void) { printf("%d", !malloc(300000000)); }',
      ),
      enable_per_process_and_thread_memory_limit: true,
    },
    3,
    { stdout: '1' },
  ],
  [
    'opens a socket',
    { source_code: '#include <sys/socket.h>\nint main(void) { return socket(2, 1, 0); }' },
    11,
    { message: 'Disallowed system call: SYS_socket' },
  ],
  ['is ended by SIGTERM', { source_code: '#include <signal.h>\nint main(void) { raise(SIGTERM); }' }, 12],
  ['forks', { source_code: lines('#include <unistd.h>', 'int main(void) { return fork() < 0; }') }, 3],
  [
    'is run several times, with options, arguments and all in stdout',
    {
      source_code: lines(
        stdio,
        'int main(int n, char **v) { fprintf(stderr, "%d%s", n, v[1]); printf("%s%d", v[2], X); }',
      ),
      compiler_options: '-DX=5 -O2; -Wall',
      command_line_arguments: "'a b' c",
      redirect_stderr_to_stdout: true,
      number_of_runs: 3,
    },
    3,
    { stdout: '3a bc5', stderr: null, number_of_runs: 3 },
  ],
];

// A zip of data.txt ("hello"), lib/two.h and two.c, as Python's zipfile writes it.
const archive = [
  'UEsDBBQAAAAAAAAAIVyGphA2BQAAAAUAAAAIAAAAZGF0YS50eHRoZWxsb1BLAwQUAAAAAAAAACFckZgFiA8AAAAPAAAACQAAAGxp',
  'Yi90d28uaGludCB0d28odm9pZCk7ClBLAwQUAAAAAAAAACFc4TOnVhwAAAAcAAAABQAAAHR3by5jaW50IHR3byh2b2lkKSB7IHJl',
  'dHVybiAyOyB9ClBLAQIUAxQAAAAAAAAAIVyGphA2BQAAAAUAAAAIAAAAAAAAAAAAAACAAQAAAABkYXRhLnR4dFBLAQIUAxQAAAAA',
  'AAAAIVyRmAWIDwAAAA8AAAAJAAAAAAAAAAAAAACAASsAAABsaWIvdHdvLmhQSwECFAMUAAAAAAAAACFc4TOnVhwAAAAcAAAABQAA',
  'AAAAAAAAAAAAgAFhAAAAdHdvLmNQSwUGAAAAAAMAAwCgAAAAoAAAAAAA',
].join('');

suite('Judge0', { concurrency: 2 }, () => {
  let service: Service;
  before(async () => {
    service = await startService({ env: { CELLBLOCK_WEBHOOK_PRIVATE: 'allow' } });
  });
  after(() => service.stop());

  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${service.url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: z.unknown().parse(await response.json()) };
  };

  const run = async (asked: object) => {
    const answer = await ask('POST', '/submissions?wait=true&fields=*', { language_id: 50, ...asked });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return Told.parse(answer.body);
  };

  for (const [what, asked, status, more = {}] of rows) {
    test(`a program that ${what} has status ${status}`, async () => {
      const told = await run(asked);
      assert.equal(told.status.id, status, JSON.stringify(told));
      assert.deepEqual({ ...told, ...more }, told);
    });
  }

  test('a submission that was waited for can be fetched, and deleted', async () => {
    const told = await run({ source_code: hi, expected_output: 'hi' });
    const path = `/judge0/submissions/${told.token}`;
    assert.deepEqual((await ask('GET', `${path}?fields=*`)).body, told);
    assert.equal((await ask('DELETE', path)).status, 200);
    assert.equal((await ask('GET', path)).status, 404);
  });

  test('a batch is run, and told of in its order', async () => {
    const submissions = [1, 2, 3].map((n) => ({ source_code: sum, language_id: '50', stdin: `${n} ${n}` }));
    const posted = await ask('POST', '/submissions/batch', { submissions });
    const tokens = z.array(z.strictObject({ token: z.string() })).parse(posted.body);
    const path = `/submissions/batch?tokens=${tokens.map(({ token }) => token).join()}`;
    const all = await until('the batch has ended', async () => {
      const { body } = await ask('GET', path);
      const told = z.object({ submissions: z.array(Told) }).parse(body).submissions;
      return told.every(({ status }) => status.id > 2) ? told : null;
    });
    assert.deepEqual(
      all.map(({ stdout, status }) => [stdout, status.description]),
      [2, 4, 6].map((n) => [`${n}\n`, 'Accepted']),
    );
  });

  test('additional files are there to be read, included and compiled', async () => {
    const source_code = lines(
      stdio,
      '#include "lib/two.h"',
      'int main(void) { char word[9]; fgets(word, 9, fopen("data.txt", "r")); printf("%s %d", word, two()); }',
    );
    const told = await run({ source_code, additional_files: archive, compiler_options: 'two.c' });
    assert.equal(told.stdout, 'hello 2', JSON.stringify(told));
  });

  test('whoever is named is called once, by PUT, in base64', async () => {
    const calls: unknown[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (data) => {
        body += data;
      });
      request.on('end', () => {
        calls.push([request.method, JSON.parse(body)]);
        response.writeHead(500).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const address = server.address();
      assert.ok(address !== null && typeof address === 'object');
      const callback_url = `http://127.0.0.1:${address.port}/done`;
      const { token, time, memory } = await run({ source_code: hi, callback_url });
      await until('the call', async () => (calls.length > 0 ? true : null));
      const status = { id: 3, description: 'Accepted' };
      const told = {
        stdout: 'aGkK',
        time,
        memory,
        stderr: null,
        token,
        compile_output: null,
        message: null,
        status,
      };
      assert.deepEqual(calls, [['PUT', told]]);
    } finally {
      server.close();
    }
  });

  test('a question of many tests is compiled once', async () => {
    const source = lines(
      stdio,
      '// many tests',
      'int main(void) { int n; scanf("%d", &n); printf("%d", 2 * n); }',
    );
    for (let n = 0; n < 3; n++)
      assert.equal((await run({ source_code: source, stdin: `${n}` })).stdout, String(2 * n));
    const same = await ask('POST', '/run', {
      source,
      profile: 'processes',
      compiler: { optimize: '0', warnings: [], libraries: ['m'] },
    });
    assert.match(JSON.stringify(same.body), /"cached":true/);
  });
});
