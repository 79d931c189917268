// L: verdicts that are forged, and answers that are stolen.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { grade, guessing, verdictsOf } from '../grading.js';
import { bytesOf } from '../sandbox/spec.js';
import { type Attack, scripted, snippet, sourceOf, submit } from './attack.js';
import { elfOf, keepBytes, play } from './native.js';
import { readAttacks } from './read-attacks.js';

const claims = [
  'AC',
  '{"verdict":"ok"}',
  'status:OK',
  '{"cause":"exit","exitCode":0}',
  'exitcode:0\nkilled:0\n',
  'verdict=ok\r\n',
];
const said = (text: string) =>
  `fputs(${JSON.stringify(text)}, stdout); fputs(${JSON.stringify(text)}, stderr);`;

export const gradingAttacks: Attack[] = [
  ...claims.map((claim, index) =>
    snippet(index < 4 ? 'L01' : 'L02', JSON.stringify(claim), `${said(claim)} return 7;`, {
      verdict: 'exit_nonzero',
      expect: { exitCode: 7, stdout: claim },
    }),
  ),
  snippet('L03', 'exit before any output', 'exit(0);', { expect: { stdout: '' } }),
  ...['../out', '/judge/1.ans', '/tmp/expected', '../1.ans', '/input', 'a.out', '/proc/self/fd/3'].map(
    (path) => snippet('L06', path, `fails(open("${path}", O_RDONLY), ENOENT);`),
  ),
  snippet(
    'L07',
    'stdin can not be read again',
    'char c; must(read(0, &c, 1) == 1); fails(lseek(0, 0, SEEK_SET), ESPIPE); must(read(0, page, 100) == 2); must(read(0, &c, 1) == 0);',
    {
      request: { stdin: 'abc' },
    },
  ),
  snippet(
    'L08',
    'descriptors from 3 to 255',
    'for (int fd = 3; fd < 256; fd++) { fails(read(fd, page, 1), EBADF); fails(write(fd, "ok", 2), EBADF); }',
  ),
  snippet(
    'L09',
    'the right answer, and then no end',
    'puts("42"); fflush(stdout); for (;;) __asm__ volatile("");',
    {
      verdict: 'time_limit',
      request: { limits: { cpuMs: 200 } },
      expect: { stdout: '42\n' },
    },
  ),
  snippet(
    'L10',
    'the right answer, and then a crash',
    'puts("42"); fflush(stdout); *(volatile int *)0 = 0;',
    {
      verdict: 'signal',
      expect: { stdout: '42\n', signal: 'SIGSEGV' },
    },
  ),
  snippet('L11', 'the right answer, and status 1', 'puts("42"); return 1;', {
    verdict: 'exit_nonzero',
    expect: { exitCode: 1, stdout: '42\n' },
  }),
  snippet('L12', 'no core, no profile, no coverage is left', 'must(chdir("/tmp") == 0); abort();', {
    verdict: 'signal',
    request: { outputs: ['core', 'gmon.out', 'main.gcda', 'a.out.core'] },
    expect: { signal: 'SIGABRT', outputs: {} },
  }),
  scripted('L13', 'what the compiler can be asked for: its date, and no file', async ({ service }) => {
    const { run } = await submit(service.url, { source: sourceOf('puts(__DATE__); puts(__FILE__);') });
    assert.match(run?.stdout ?? '', /^\w{3} [ \d]\d \d{4}\nmain\.c\n$/);
  }),
  scripted('L14', 'two runs can not tell each other apart', async ({ service }) => {
    const source = `#define _GNU_SOURCE
      #include <stdio.h>
      #include <sys/utsname.h>
      #include <unistd.h>
      int main(void) { struct utsname u; uname(&u); printf("%d %d %d %s %s\\n", getpid(), getppid(), getsid(0), u.nodename, u.domainname); }`;
    const [one, other] = await Promise.all([
      submit(service.url, { source }),
      submit(service.url, { source }),
    ]);
    assert.equal(one.run?.stdout, other.run?.stdout);
    assert.notEqual(one.run?.stdout, '');
  }),
  snippet(
    'L15',
    'a flood on stderr',
    'puts("answer"); fflush(stdout); for (int i = 0; i < 20000; i++) fputs("noise", stderr);',
    {
      expect: { stdout: 'answer\n' },
    },
  ),
  scripted(
    'L16',
    'a solution that closes the pipe to its interactor, or never reads',
    async ({ warden }) => {
      const blob = await keepBytes(
        warden,
        await elfOf(
          '#include <unistd.h>\nint main(int c, char **v) { if (c > 1) { close(0); close(1); } for (;;) pause(); }',
        ),
      );
      for (const argv of [['deaf'], ['closed', 'x']]) {
        const report = await play(
          warden,
          { blob },
          { argv, stdin: Buffer.alloc(1 << 22), limits: { wallMs: 300 } },
        );
        assert.equal(report.cause, 'wall');
      }
      const reader = await play(
        warden,
        { blob },
        { argv: ['reader'], stdin: 'interactive', limits: { wallMs: 300 } },
      );
      assert.equal(reader.cause, 'wall');
      warden.release(blob);
    },
    { adapted: 'an interactor is another cell; here it is the caller who writes' },
  ),
  scripted('L17', 'a cell that claims to be another', async ({ warden }) => {
    const blob = await keepBytes(
      warden,
      await elfOf('#include <stdio.h>\nint main(void) { puts("checker: accepted"); return 3; }'),
    );
    const report = await play(warden, { blob });
    warden.release(blob);
    assert.deepEqual(
      [report.cause, report.exitCode, bytesOf(report).toString()],
      ['exit', 3, 'checker: accepted\n'],
    );
  }),
  scripted(
    'L16',
    'patterns that take long to read and to match keep nobody else waiting',
    async ({ service }) => {
      const classes = Array(164).fill('\\P{L}').join('|');
      const tests = Array.from({ length: 40 }, (_, index) => ({ expected: `(?i)${index}|${classes}` }));
      const source = sourceOf('for (int i = 0; i < 16000; i++) putchar("ab"[i * i % 7 & 1]);');
      const began = performance.now();
      const grading = grade(service.url, {
        submission: { source },
        checker: { name: 'regex' },
        tests: [{ expected: '[ab]*a[ab]{230}c' }, ...tests],
      }).then((result) => ({ result, tookMs: performance.now() - began }));
      // So that the grading comes first.
      await delay(300);
      const askedAt = performance.now();
      await submit(service.url, { source: 'int main(void) { return 0; }' });
      const waitedMs = performance.now() - askedAt;
      const { result, tookMs } = await grading;
      assert.equal(result.verdict, 'failed');
      assert.ok(waitedMs < tookMs / 3, `${waitedMs} ms beside a grading of ${tookMs} ms`);
    },
    { alone: true },
  ),
  scripted('L18', 'sequences that rewrite a terminal are in no log', async ({ service }) => {
    const text = '\\033[1A\\033[2Kwell done';
    await submit(service.url, { source: sourceOf(`fputs("${text}", stdout); fputs("${text}", stderr);`) });
    await submit(service.url, { source: `#error "${'\x1b[1A\x1b[2K'}well done"\n` });
    assert.ok(!service.logs.includes('\x1b[1A') && !service.logs.includes('well done'));
  }),
  scripted('L06', 'no cell of the submission holds the expected output', async ({ service }) => {
    const source = sourceOf(
      'const char *names[] = {"answer", "input", "output", "expected", "/tmp/answer", "../answer"}; for (int i = 0; i < 6; i++) fails(open(names[i], O_RDONLY), ENOENT); puts("42");',
    );
    const checkerProgram = { source: 'int main(void) { return 0; }' };
    for (const more of [{}, { checkerProgram }]) {
      const result = await grade(service.url, {
        submission: { source },
        tests: [{ expected: '42' }],
        ...more,
      });
      assert.deepEqual(verdictsOf(result), ['accepted']);
    }
  }),
  scripted('L01', 'claims of a verdict do not move a checker program', async ({ service }) => {
    const source = sourceOf(claims.map(said).join('\n'));
    const result = await grade(service.url, {
      submission: { source },
      checkerProgram: { source: 'int main(void) { return 1; }' },
      tests: [{ hidden: true }, {}],
    });
    assert.deepEqual([verdictsOf(result), result.points], [['wrong_answer', 'wrong_answer'], 0]);
  }),
  scripted(
    'L16',
    'a solution that blocks or leaves its interactor has a verdict of its own',
    async ({ service }) => {
      const limits = { wallMs: 500 };
      const cases: [string, string][] = [
        ['for (;;) pause();', 'wall_limit'],
        ['close(0); close(1); return 0;', 'wrong_answer'],
        ['*(volatile int *)0 = 0;', 'signal'],
      ];
      for (const [body, verdict] of cases) {
        const submission = { source: sourceOf(body), limits };
        const result = await grade(service.url, {
          submission,
          interactor: { source: guessing },
          tests: [{ stdin: '7' }],
        });
        assert.deepEqual(verdictsOf(result), [verdict], body);
      }
    },
  ),
  scripted('L04', 'nothing of a hidden test is in the answer', async ({ service }) => {
    const source = sourceOf('char c; read(0, &c, 1); fputs("leak", stderr); return c;');
    const submission = { source };
    const answers = await Promise.all(
      ['A', 'B'].map((stdin) =>
        grade(service.url, { submission, tests: [{ stdin, expected: 'x', hidden: true }] }),
      ),
    );
    const [one, other] = answers.map(({ tests, usage }) => ({ tests, usage }));
    assert.deepEqual(one, other);
    assert.ok(!JSON.stringify(one).includes('leak'));
  }),
  ...readAttacks('l'),
];
