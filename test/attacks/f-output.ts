// F: output.

import assert from 'node:assert/strict';
import type { Result, SubmissionInput } from '@cellblock/contract';
import { type Attack, scripted, snippet, sourceOf, submit } from './attack.js';
import { readAttacks } from './read-attacks.js';

const MiB = 1024 * 1024;
const cap = 10_000;
const capped = { limits: { outputBytes: cap } };

/** A program and what must hold of all of its answer. */
function checked(
  id: string,
  name: string,
  body: string,
  request: Partial<SubmissionInput>,
  check: (result: Result) => void,
): Attack {
  return scripted(id, name, async ({ service }) => {
    check(await submit(service.url, { source: sourceOf(body), ...request }));
  });
}

const flooded = (id: string, name: string, body: string, stdout: number, stderr: number) =>
  checked(id, name, body, capped, ({ verdict, run }) => {
    assert.equal(verdict, 'output_limit');
    assert.ok(run);
    assert.ok((run.stdout.length === cap) === run.truncated.stdout || run.truncated.stderr);
    assert.ok(run.stdout.length <= cap && run.stderr.length <= cap);
    assert.ok(
      run.stdout.length >= stdout && run.stderr.length >= stderr,
      `${run.stdout.length} and ${run.stderr.length}`,
    );
  });

const bytes = (count: number, fill = "'x'") =>
  `char *all = malloc(${count}); memset(all, ${fill}, ${count}); for (long done = 0; done < ${count};) { long put = write(1, all + done, ${count} - done); if (put < 0) return 3; done += put; }`;

/** What programs print to look like somebody else; it must come back as it is. */
const disguises = [
  '\x1b[2J\x1b]0;title\x07',
  '\u202eevil',
  '</script>',
  '{"verdict":"ok"}',
  '\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
  '$\u007bjndi:ldap://x}',
  '\u2028',
];
const literal = (text: string) =>
  `"${[...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`;

export const outputAttacks: Attack[] = [
  flooded('F01', 'puts for ever', 'for (;;) puts("x");', cap, 0),
  flooded(
    'F02',
    '256 MB in one call',
    'char *all = calloc(128, 1 << 20); write(1, all, 128ul << 20);',
    cap,
    0,
  ),
  flooded(
    'F03',
    'the same on stderr',
    'char *all = calloc(128, 1 << 20); write(2, all, 128ul << 20);',
    0,
    cap,
  ),
  flooded('F04', 'both in turn', 'for (;;) { write(1, page, 100); write(2, page, 100); }', 1_000, 1_000),
  checked('F05', 'as much as is allowed', bytes(cap), capped, ({ verdict, run }) => {
    assert.equal(verdict, 'ok');
    assert.deepEqual([run?.stdout.length, run?.truncated.stdout], [cap, false]);
  }),
  checked('F05', 'one byte more', bytes(cap + 1), capped, ({ verdict, run }) => {
    assert.equal(verdict, 'output_limit');
    assert.deepEqual([run?.stdout.length, run?.truncated.stdout], [cap, true]);
  }),
  checked('F06', 'a line of 64 MB', bytes(64 * MiB), { limits: { outputBytes: MiB } }, ({ verdict, run }) => {
    assert.equal(verdict, 'output_limit');
    assert.equal(run?.stdout.length, MiB);
  }),
  checked('F07', 'NUL bytes', 'write(1, "a\\0b\\0", 4);', {}, ({ run }) => {
    assert.equal(Buffer.from(run?.stdout ?? '', run?.encoding).toString('latin1'), 'a\0b\0');
  }),
  checked(
    'F08',
    'bytes that are no UTF-8',
    'write(1, "\\xff\\xed\\xa0\\x80\\xc0\\x80\\xe2\\x82", 8);',
    {},
    ({ run }) => {
      assert.equal(run?.encoding, 'base64');
      assert.equal(Buffer.from(run.stdout, 'base64').toString('hex'), 'ffeda080c080e282');
    },
  ),
  checked(
    'F08',
    'a character in two pieces',
    'write(1, "\\xe2\\x82", 2); usleep(50000); write(1, "\\xac", 1);',
    {},
    ({ run }) => {
      assert.deepEqual([run?.encoding, run?.stdout], ['utf8', '€']);
    },
  ),
  ...disguises.map((text) => {
    const id = text.startsWith('\x1b') || text === '\u202eevil' ? 'F09' : 'F10';
    return scripted(id, `${JSON.stringify(text)} is data, and in no log`, async ({ service }) => {
      const marked = `${text}logged-nowhere`;
      const { verdict, run } = await submit(service.url, {
        source: sourceOf(`fputs(${literal(marked)}, stdout);`),
      });
      assert.deepEqual([verdict, run?.stdout], ['ok', marked]);
      assert.ok(!service.logs.includes('logged-nowhere'));
    });
  }),
  snippet('F11', 'close(1) and exit', 'close(1); _exit(0);', { expect: { stdout: '' } }),
  snippet('F12', 'close(1) and stay', 'close(1); close(2); pause();', {
    verdict: 'wall_limit',
    request: { limits: { wallMs: 300 } },
  }),
  checked(
    'F13',
    '64 KB in the pipe at the end',
    `memset(page, 'x', sizeof page); write(1, page, sizeof page); _exit(0);`,
    {},
    ({ verdict, run }) => {
      assert.deepEqual([verdict, run?.stdout.length], ['ok', 65_536]);
    },
  ),
  snippet(
    'F15',
    'what was not flushed is not there',
    'setvbuf(stdout, page, _IOFBF, sizeof page); puts("lost"); abort();',
    {
      verdict: 'signal',
      expect: { stdout: '', signal: 'SIGABRT' },
    },
  ),
  checked(
    'F16',
    'O_NONBLOCK on its own end of the pipe',
    'must(fcntl(1, F_SETFL, O_NONBLOCK) == 0); long sum = 0; for (int i = 0; i < 200; i++) { long n = write(1, page, sizeof page); if (n > 0) sum += n; else usleep(1000); } fprintf(stderr, "%ld", sum);',
    { limits: { outputBytes: 16 * MiB } },
    ({ verdict, run }) => {
      assert.equal(verdict, 'ok');
      assert.equal(
        Buffer.from(run?.stdout ?? '', run?.encoding).length,
        Number(Buffer.from(run?.stderr ?? '', run?.encoding).toString()),
      );
    },
  ),
  snippet(
    'F17',
    'stdout and stderr exchanged',
    'must(dup2(1, 9) == 9); must(dup2(2, 1) == 1); must(dup2(9, 2) == 2); write(1, "verdict: ok", 11); write(2, "exitcode:0", 10); return 5;',
    {
      verdict: 'exit_nonzero',
      expect: { stdout: 'exitcode:0', stderrContains: 'verdict: ok', exitCode: 5 },
      adapted: 'dup2 is allowed',
    },
  ),
  checked(
    'F18',
    '10 MB where that is allowed',
    bytes(10 * MiB),
    { limits: { outputBytes: 10 * MiB } },
    ({ verdict, run }) => {
      assert.deepEqual([verdict, run?.stdout.length], ['ok', 10 * MiB]);
    },
  ),
  snippet(
    'F19',
    'what was printed before the time was up',
    'puts("partial"); fflush(stdout); for (;;) __asm__ volatile("");',
    {
      verdict: 'time_limit',
      request: { limits: { cpuMs: 200 } },
      expect: { stdout: 'partial\n' },
    },
  ),
  snippet(
    'F20',
    'writes to descriptors 3 to 255',
    'for (int fd = 3; fd < 256; fd++) fails(write(fd, "OK\\n", 3), EBADF);',
  ),
  ...readAttacks('f'),
];
