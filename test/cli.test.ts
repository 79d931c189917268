// The cellblock command against the whole service.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { GradeResult, Result } from '@cellblock/contract';
import { sources } from './cli-sources.js';
import { type CommandOptions, startCommand } from './command.js';
import { type Service, startService } from './service.js';
import { until } from './until.js';

suite('the cellblock command', { concurrency: 2 }, () => {
  let service: Service;
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cellblock-cli-'));
    await mkdir(join(directory, 'lib'));
    await mkdir(join(directory, 'tests'));
    for (const [name, text] of Object.entries(sources)) await writeFile(join(directory, name), text);
    for (const [name, text] of Object.entries({
      '2.in': '1 2',
      '2.out': '3\n',
      '10.in': '3 4',
      '10.ans': '8\n',
    }))
      await writeFile(join(directory, 'tests', name), text);
    service = await startService();
  });
  after(async () => {
    await service.stop();
    await rm(directory, { recursive: true });
  });

  const start = (args: string[], options: Partial<CommandOptions> = {}) =>
    startCommand(args, { url: service.url, cwd: directory, ...options });
  const call = (args: string[], input = '', options: Partial<CommandOptions> = {}) =>
    start(args, { input, ...options }).ended;

  test('a program gets its input and its arguments, and its status is that of the command', async () => {
    const { status, stdout, stderr } = await call(['run', 'echo.c', '--', 'a b', '--help'], 'in\nput');
    assert.deepEqual([status, stdout, stderr], [3, 'in\nput', '<a b><--help>']);
  });

  test('bytes come out as they went in', async () => {
    const { child, ended } = start(['run', 'echo.c']);
    const chunks: Buffer[] = [];
    child.stdout?.removeAllListeners('data');
    child.stdout
      ?.setEncoding('latin1')
      .on('data', (text: string) => chunks.push(Buffer.from(text, 'latin1')));
    const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
    child.stdin?.end(bytes);
    await ended;
    assert.deepEqual(Buffer.concat(chunks), bytes);
  });

  test('the source may come from standard input', async () => {
    assert.equal((await call(['run'], 'int main(void) { return 5; }')).status, 5);
    assert.equal((await call(['run', '-', '--stdin', 'sum.c'], sources['echo.c'])).stdout, sources['sum.c']);
  });

  test('several files are one program, with options as of gcc', async () => {
    const args = [
      'run',
      '-DN=21',
      '-O2',
      '-Wall',
      '-Wextra',
      '--std',
      'c11',
      'main.c',
      'lib/twice.c',
      'lib/twice.h',
    ];
    assert.deepEqual(await call(args), { status: 0, stdout: '42\n', stderr: '' });
  });

  test('a test without its answer is named, where nothing else says what is right', async () => {
    await mkdir(join(directory, 'unanswered'));
    await writeFile(join(directory, 'unanswered', 'first.in'), '1 2');
    const { status, stderr } = await call(['grade', 'sum.c', '--tests', 'unanswered']);
    assert.equal(status, 64);
    assert.match(stderr, /^cellblock: unanswered\/first\.in has no first\.out or first\.ans beside it\n/);
    const referred = await call(['grade', 'sum.c', '--tests', 'unanswered', '--reference', 'sum.c']);
    assert.equal(referred.status, 0);
  });

  test('a test with two answers is refused, with the names of both', async () => {
    const place = join(directory, 'ambiguous');
    await mkdir(place);
    for (const name of ['1.in', '1.out', '1.ans']) await writeFile(join(place, name), '1 2');
    const { status, stdout, stderr } = await call(['grade', 'sum.c', '--tests', 'ambiguous']);
    assert.deepEqual([status, stdout], [64, '']);
    assert.match(stderr, /^cellblock: ambiguous\/1\.in has two answers, 1\.out and 1\.ans; remove one\n/);
  });

  test('input without end is refused', async () => {
    const { status, stderr } = await call(['run', 'sum.c', '--stdin', '/dev/zero']);
    assert.deepEqual(
      [status, stderr],
      [64, 'cellblock: /dev/zero is larger than 64 MiB, which is more than is taken\n'],
    );
  });

  test('a header that was forgotten is asked for, where it is there', async () => {
    const { status, stderr } = await call(['run', 'main.c', 'lib/twice.c', '-DN=21']);
    assert.equal(status, 120);
    assert.match(stderr, /cellblock: Compilation failed\nName lib\/twice\.h too: /);
    assert.equal(stderr.match(/Name /g)?.length, 1);
    const none = await call(['run', '-'], '#include "lib/twice.h"');
    assert.match(none.stderr, /No such file[\s\S]*Compilation failed\n$/);
  });

  test('where Redis is looked for in vain is said, without the password for it', async () => {
    const env = { REDIS_URL: 'redis://me:secret@127.0.0.1:1/2' };
    const { status, stderr } = await call(['keys', 'list'], '', { env });
    assert.equal(status, 1);
    assert.match(stderr, /^cellblock: no Redis answers at redis:\/\/127\.0\.0\.1:1\/2\n.*CELLBLOCK_STATE/);
  });

  test('files go in and come back', async () => {
    const { status, stderr } = await call(
      ['run', 'files.c', '--input', 'in.txt=tests/2.in', '--output', 'left.txt', '--output', 'none.txt'],
      '',
    );
    assert.deepEqual([status, stderr], [0, 'cellblock: it left no none.txt\n']);
    assert.equal(await readFile(join(directory, 'left.txt'), 'utf8'), 'saw 1 2');
  });

  test('what is no source is there for the program to read, in every test too', async () => {
    assert.deepEqual(await call(['run', 'reads.c', 'lib/word.txt', 'lib/sizes.inc'], ''), {
      ...{ status: 0, stdout: 'seven 4\n', stderr: '' },
    });
    const twice = await call(['run', 'reads.c', 'sum.c', '--input', 'my word=lib/word.txt']);
    assert.match(twice.stderr, /^cellblock: the name "my word" must be a relative path/);
    const graded = await call(['grade', 'reads.c', 'lib/word.txt', 'lib/sizes.inc', '-t', 'words.json'], '');
    assert.match(graded.stdout, /2 of 2 tests passed/, graded.stdout + graded.stderr);
  });

  test('a beginner is told more than the compiler says', async () => {
    await writeFile(join(directory, 'mian.c'), 'int mian(void) { return 0; }');
    const { stderr } = await call(['run', 'mian.c']);
    assert.match(stderr, /undefined reference[\s\S]*Compilation failed\nThere is no function called main/);
    const graded = await call(['grade', 'mian.c', '-t', 'tests']);
    assert.match(
      graded.stdout,
      /undefined reference[^\n]*\nThere is no function called main[^\n]*\nCompilation failed\n$/,
    );
  });

  test("what comes back and can't be written is no status of the program", async () => {
    const source = '#include <stdio.h>\nint main(void) { fputs("x", fopen("tests", "w")); }';
    const { status, stderr } = await call(['run', '-', '--output', 'tests'], source);
    assert.deepEqual([status, stderr], [125, "cellblock: tests can't be written: it is a directory\n"]);
  });

  for (const [name, status, complaint, options = []] of [
    ['broken.c', 120, /broken.c:1:25: error: 'nothing' undeclared[\s\S]*cellblock: Compilation failed/],
    ['spins.c', 124, /cellblock: Timeout/, ['--limit', 'cpuMs=100']],
    ['floods.c', 123, /cellblock: Output/i, ['--limit', 'outputBytes=1000']],
    [
      'forks.c',
      126,
      /cellblock: Disallowed system call: SYS_clone\nIt is allowed with --profile processes\.\n$/,
    ],
    [
      'crashes.c',
      139,
      /Segmentation fault\nRead through a null pointer\n {2}in main, crashes.c:1/,
      ['--explain-crash'],
    ],
  ] as const) {
    test(`${name} ends with status ${status}, and why is said`, async () => {
      const ended = await call(['run', name, ...options]);
      assert.match(ended.stderr, complaint);
      assert.equal(ended.status, status);
    });
  }

  test('--json is the answer as it is, and the status the same', async () => {
    const { status, stdout } = await call(['run', 'echo.c', '--json', '--timings'], 'x');
    const result = Result.parse(JSON.parse(stdout));
    assert.deepEqual([status, result.run?.stdout, result.verdict], [1, 'x', 'exit_nonzero']);
    assert.ok(result.timings !== undefined);
  });

  test('--timings says where the time went', async () => {
    // Compiled before, there would be no time of a compiler's.
    const source = 'int main(void) { return sizeof "timed" != 6; }';
    assert.match((await call(['run', '-', '--timings'], source)).stderr, /ms in the worker\n {2}cc1 .*\n/);
  });

  test('what the service refuses is the status of a wrong command line', async () => {
    const ended = await call(['run', 'sum.c', '--limit', 'cpuMs=999999']);
    assert.equal(ended.status, 64);
    assert.match(ended.stderr, /limits.cpuMs must be at most 30000/);
  });

  test('without a service the remedy is said', async () => {
    const ended = await call(['run', 'sum.c', '--json'], '', { url: 'http://127.0.0.1:9' });
    assert.equal(ended.status, 125);
    assert.match(ended.stderr, /nobody answers at .*\nStart a service with `cellblock serve`/);
    assert.equal(JSON.parse(ended.stdout).error.code, 'unreachable');
  });

  test('output comes while the program runs, and Ctrl-C calls it off', async () => {
    const { child, heard, ended } = start(['run', 'waits.c'], { input: '' });
    await heard('here');
    child.kill('SIGINT');
    assert.equal((await ended).status, 130);
    await until('nothing runs', async () => ((await service.health())?.queue.active === 0 ? true : null));
  });

  test('a posted job is called off too', async () => {
    const { child, heard, ended } = start(['run', 'waits.c', '--output', 'x'], { input: '' });
    await heard('here');
    child.kill('SIGTERM');
    assert.equal((await ended).status, 143);
    await until('nothing runs', async () => ((await service.health())?.queue.active === 0 ? true : null));
  });

  test('--watch runs again on a change, also of what still runs', async () => {
    const path = join(directory, 'watched.c');
    await writeFile(path, sources['waits.c'] ?? '');
    const input = join(directory, 'watched.in');
    await writeFile(input, '7');
    const { child, heard, ended } = start(['run', '--watch', 'watched.c', '--stdin', 'watched.in']);
    await heard('here');
    await writeFile(path, 'int main(void) { return 6; }');
    await heard('status 6');
    await writeFile(path, 'int main(void) { return 8; }');
    await heard('status 8');
    await rm(path);
    await heard("watched.c can't be read");
    await writeFile(path, '#include <stdio.h>\nint main(void) { return getchar(); }');
    await heard(`status ${'7'.charCodeAt(0)}`);
    await writeFile(input, '9');
    await heard(`status ${'9'.charCodeAt(0)}`);
    child.kill('SIGINT');
    assert.equal((await ended).status, 130);
  });

  test('a program has the terminal that the command is in', async () => {
    const { heard, type, ended } = start(['run', '-i', 'asks.c'], { inTerminal: true });
    await heard('1 name? ');
    type('Ada\r');
    const { status, stdout } = await ended;
    assert.match(stdout, /hello Ada/);
    assert.equal(status, 7);
  });

  test('Ctrl-C in a session is for the program, Ctrl-] for the session', async () => {
    for (const [key, status] of [
      ['\x03', 130],
      ['\x1d', 129],
    ] as const) {
      const { heard, type, ended } = start(['run', '-i', 'asks.c'], { inTerminal: true });
      await heard('1 name? ');
      type(key);
      assert.equal((await ended).status, status);
    }
  });

  test('without a terminal a session types what is piped in, as it comes', async () => {
    const { heard, type, ended } = start(['run', '-i', 'asks.c']);
    await heard('0 name? ');
    type('Bob\n');
    assert.deepEqual(await ended, { status: 7, stdout: '0 name? hello Bob\n', stderr: '' });
  });

  test('a directory of tests is graded in the order in which people count', async () => {
    const { status, stdout, stderr } = await call(['grade', 'sum.c', '--tests', 'tests']);
    assert.deepEqual([status, stderr], [1, '']);
    assert.match(stdout, /✓ +1 2 +Accepted.*\n✗ +2 10 +Wrong answer at line 1.*\n1 of 2 tests passed/);
    const reference = await call([
      'grade',
      'sum.c',
      '--tests',
      'tests',
      '--checker',
      'judge.c',
      '--stop',
      '--json',
    ]);
    const { verdict, tests } = GradeResult.parse(JSON.parse(reference.stdout));
    assert.deepEqual([verdict, ...tests.map((each) => each.verdict)], ['failed', 'wrong_answer', 'skipped']);
  });

  test('a grading may be JSON, and the answer JUnit XML or CSV', async () => {
    const tests = join(directory, 'grading.json');
    await writeFile(
      tests,
      JSON.stringify({
        tests: [{ stdin: '1 1', expected: '2.0001' }],
        checker: { name: 'numbers', absolute: 0.01 },
      }),
    );
    const junit = await call(['grade', 'sum.c', '--tests', tests, '--junit']);
    assert.equal(junit.status, 0, junit.stderr);
    assert.match(junit.stdout, /<testsuite name="sum\.c: \/.*\/grading\.json" tests="1" failures="0"/);
    const csv = await call(['grade', 'sum.c', '--tests', tests, '--csv', '--checker', 'lines']);
    assert.equal(csv.status, 1);
    assert.match(csv.stdout, /^number,name,.*\r\n1,test 1,,false,wrong_answer/);
  });

  test('numbers may be off by as much as is said', async () => {
    const place = join(directory, 'numbers');
    await mkdir(place);
    await writeFile(join(place, '1.in'), '50 50');
    await writeFile(join(place, '1.out'), '100.4\n');
    const grade = async (...options: string[]) =>
      (await call(['grade', 'sum.c', '--tests', 'numbers', '--checker', 'numbers', ...options])).status;
    assert.equal(await grade(), 1);
    assert.equal(await grade('--absolute', '0.3'), 1);
    assert.equal(await grade('--absolute', '0.5'), 0);
    assert.equal(await grade('--absolute', '0.3', '--relative', '5e-3'), 0);
  });

  test('an answer without its input is no test that is left out', async () => {
    const place = join(directory, 'more tests');
    await mkdir(place);
    for (const name of ['1.in', '1.out', '2.out', 'a.out']) await writeFile(join(place, name), '');
    const { status, stderr } = await call(['grade', 'sum.c', '--tests', 'more tests']);
    assert.equal(status, 64);
    assert.match(stderr, /^cellblock: more tests\/2\.out has no 2\.in beside it; a test without input has/);
    await rm(join(place, '2.out'));
    const { stdout } = await call(['grade', 'sum.c', '--tests', 'more tests']);
    assert.match(stdout, / of 1 tests passed/);
  });

  test("a grader's program that does not compile is a wrong request, not a failed service", async () => {
    const { status, stderr } = await call(['grade', 'sum.c', '--tests', 'tests', '--checker', 'broken.c']);
    assert.equal(status, 64);
    assert.match(stderr, /^cellblock: checkerProgram\.files does not compile: broken\.c:/);
  });

  test('a bar shows on a terminal alone how far a grading is', async () => {
    const { stdout } = await start(['grade', 'sum.c', '--tests', 'tests'], { inTerminal: true }).ended;
    assert.match(stdout, /█ 2 of 2, 1 not passed/);
  });

  test('a program that does not compile is graded with the status of a run', async () => {
    const { status, stdout } = await call(['grade', 'broken.c', '--tests', 'tests']);
    assert.equal(status, 120);
    assert.match(stdout, /'nothing' undeclared/);
  });

  test('colours come on a terminal, and NO_COLOR takes them away', async () => {
    const args = ['run', 'spins.c', '--limit', 'cpuMs=50'];
    const painted = await start(args, { inTerminal: true, env: { NO_COLOR: '' } }).ended;
    assert.ok(painted.stdout.includes('\x1b[31mcellblock: Timeout'), painted.stdout);
    const plain = await start(args, { inTerminal: true }).ended;
    assert.ok(plain.stdout.includes('cellblock: Timeout') && !plain.stdout.includes('\x1b['), plain.stdout);
  });

  test('doctor says whether the service answers', async () => {
    const { status, stdout } = await call(['doctor']);
    assert.equal(status, 0);
    assert.match(stdout, /Machine\n[\s\S]*Sandbox\n[\s\S]*Service at .*\n {2}✓ it runs programs, version/);
    const away = await call(['doctor', '--url', 'http://127.0.0.1:2']);
    assert.equal(away.status, 125);
    assert.match(away.stdout, /Service at http:\/\/127\.0\.0\.1:2\n {2}✗ nobody answers/);
  });
});

suite('the cellblock command with a key', { concurrency: 1 }, () => {
  let service: Service;
  before(async () => {
    service = await startService({ env: { CELLBLOCK_ACCESS: 'keys' } });
  });
  after(() => service.stop());

  test('a key that keys made opens the service, also its sessions', async () => {
    const options = { url: service.url, cwd: tmpdir(), input: 'int main(void) { return 4; }' };
    const refused = await startCommand(['run'], options).ended;
    assert.equal(refused.status, 125);
    assert.match(refused.stderr, /an API key is needed.*\nPut a key into CELLBLOCK_KEY/);

    const made = startCommand(['keys', 'create', 'me'], {
      ...options,
      env: { CELLBLOCK_STATE: service.state },
    });
    const key = (await made.ended).stdout.split('\n')[0] ?? '';
    const env = { CELLBLOCK_KEY: key };
    assert.equal((await startCommand(['run'], { ...options, env }).ended).status, 4);

    const source = join(service.state, 'asks.c');
    await writeFile(source, sources['asks.c'] ?? '');
    const session = { ...options, input: 'Ada\n' };
    assert.equal((await startCommand(['run', '-i', source], { ...session, env }).ended).status, 7);
    const stranger = await startCommand(['run', '-i', source], session).ended;
    assert.equal(stranger.status, 125);
    assert.match(stranger.stderr, /an API key is needed/);
  });
});
