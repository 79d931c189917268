// E: CPU time and wall time.

import assert from 'node:assert/strict';
import type { Result } from '@cellblock/contract';
import type { Arena } from './arena.js';
import { type Attack, refusedCall, scripted, snippet, sourceOf, submit } from './attack.js';
import { figures } from './e-figures.js';
import { isOverloaded } from './overload.js';
import { readAttacks } from './read-attacks.js';

const MiB = 1024 * 1024;
const spin = 'for (;;) __asm__ volatile("");';

type Usage = NonNullable<Result['run']>['usage'];

const tries = 10;

/** A program that is stopped by time, and how much of it that took: the best of a few tries, as others use the CPUs too. */
function timed(
  id: string,
  name: string,
  body: string,
  verdict: 'time_limit' | 'wall_limit',
  check: (usage: Usage) => boolean,
  limits = {},
): Attack {
  const play = async ({ service }: Arena) => {
    const submission = { source: sourceOf(body), limits: { cpuMs: 300, wallMs: 1_500, ...limits } };
    const seen: Usage[] = [];
    while (seen.length < tries && !seen.some(check)) {
      const { run, ...result } = await submit(service.url, submission);
      assert.equal(result.verdict, verdict, result.message);
      if (run) seen.push(run.usage);
    }
    assert.ok(seen.some(check) || isOverloaded(), JSON.stringify(seen));
  };
  return scripted(id, name, play, { alone: true });
}

const within = (what: 'cpuMs' | 'wallMs', limit: number, slack: number) => (usage: Usage) =>
  usage[what] >= limit && usage[what] <= limit + slack;

export const timeAttacks: Attack[] = [
  timed('E01', 'for(;;): stopped within 50 ms', spin, 'time_limit', within('cpuMs', 300, 50), {
    wallMs: 60_000,
  }),
  timed('E02', 'sleep(1000): stopped within 50 ms', 'sleep(1000);', 'wall_limit', within('wallMs', 300, 50), {
    wallMs: 300,
  }),
  snippet(
    'E03',
    'children that nobody waits for',
    'signal(SIGCHLD, SIG_IGN); for (;;) { if (fork() == 0) { for (volatile int i = 0; i < 3000000; i++) continue; _exit(0); } while (call(SYS_wait4, -1, 0, 0, 0) > 0) continue; }',
    { verdict: 'time_limit', request: { profile: 'processes', limits: { cpuMs: 200, wallMs: 5_000 } } },
  ),
  snippet(
    'E04',
    'almost all sleep',
    'for (;;) { for (volatile int i = 0; i < 20000; i++) continue; usleep(5000); }',
    {
      verdict: 'wall_limit',
      request: { limits: { cpuMs: 500, wallMs: 600 } },
    },
  ),
  snippet(
    'E05',
    'reads on when stdin has ended',
    'long n = 0; char c; while (read(0, &c, 1) == 1) n++; must(n == 3); pause();',
    {
      verdict: 'wall_limit',
      request: { stdin: 'abc', limits: { wallMs: 300 } },
    },
  ),
  ...[
    'poll(0, 0, -1)',
    'select(0, 0, 0, 0, 0)',
    'pause()',
    'int word = 0; call(SYS_futex, &word, 0, 0, 0, 0, 0)',
    'sigset_t s; sigemptyset(&s); sigsuspend(&s)',
  ].map((wait) =>
    snippet('E06', wait, `${wait};`, {
      verdict: 'wall_limit',
      request: {
        source: sourceOf(`${wait};`).replace(
          '#include <unistd.h>',
          '#include <poll.h>\n#include <sys/select.h>\n#include <unistd.h>',
        ),
        limits: { wallMs: 300 },
      },
    }),
  ),
  snippet('E08', 'a handler for SIGXCPU that returns', `signal(SIGXCPU, (void (*)(int))getpid); ${spin}`, {
    verdict: 'time_limit',
    request: { limits: { cpuMs: 300 } },
  }),
  timed(
    'E10',
    'mmap and munmap: time in the kernel counts',
    'for (;;) { char *p = mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); for (int i = 0; i < 1 << 20; i += 4096) p[i] = 1; munmap(p, 1 << 20); }',
    'time_limit',
    within('cpuMs', 300, 80),
    { wallMs: 60_000 },
  ),
  snippet(
    'E11',
    'copying 128 MiB over and over',
    'char *p = malloc(128 << 20); for (;;) memmove(p, p + 4096, (128 << 20) - 4096);',
    {
      verdict: 'time_limit',
      request: { limits: { cpuMs: 300, memoryBytes: 256 * MiB } },
    },
  ),
  snippet('E12', 'getpid as often as can be', 'for (;;) call(SYS_getpid);', {
    verdict: 'time_limit',
    request: { limits: { cpuMs: 300 } },
  }),
  snippet(
    'E14',
    'all clocks can be read',
    'for (int c = 0; c < 12; c++) { long t[2]; if (c != 10) call(SYS_clock_gettime, c, t); } long t[2]; must(call(SYS_gettimeofday, t, 0) == 0); must(call(SYS_time, 0) > 0);',
  ),
  refusedCall('E14', 'settimeofday', 'call(SYS_settimeofday, page, 0)'),
  refusedCall('E14', 'clock_settime', 'call(SYS_clock_settime, 0, page)'),
  refusedCall('E14', 'adjtimex', 'call(SYS_adjtimex, page)'),
  refusedCall('E14', 'clock_adjtime', 'call(SYS_clock_adjtime, 0, page)'),
  ...figures,
  ...readAttacks('e'),
];
