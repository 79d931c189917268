// H01 to H04: every number there is, under all three conventions, with arguments that are nothing, -1 or garbage.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { CellReport, RefusedSyscall, Warden } from '@cellblock/sandbox';
import { type Attack, scripted } from './attack.js';
import { InternalFailure } from './failure.js';
import { elfOf, keepBytes, play } from './native.js';

type Abi = RefusedSyscall['abi'];
type Seen = { number: number; report: CellReport };

const headers = '/usr/include/x86_64-linux-gnu/asm';
const atOnce = 6;

// The arguments are the convention, the number, and what to pass.
const caller = `
#include <stdint.h>
#include <stdlib.h>
int main(int argc, char **argv) {
    long number = atol(argv[2]), value = argv[3][0] == 'z' ? 0 : argv[3][0] == 'm' ? -1 : 0x4141414141414141, got;
    register long d __asm__("r10") = value, e __asm__("r8") = value, f __asm__("r9") = value;
    if (argv[1][0] == 'i') {
        __asm__ volatile("push %%rbp; push %%rbx; mov %1, %%ebx; mov %1, %%ebp; int $0x80; pop %%rbx; pop %%rbp"
            : "=a"(got) : "r"((int)value), "a"(number), "c"(value), "d"(value), "S"(value), "D"(value) : "memory");
    } else {
        __asm__ volatile("syscall" : "=a"(got) : "a"(number), "D"(value), "S"(value), "d"(value), "r"(d), "r"(e), "r"(f)
            : "rcx", "r11", "memory");
    }
    __asm__ volatile("syscall" : "=a"(got) : "a"(231l), "D"(7l) : "rcx", "r11", "memory");
    return 0;
}`;

/** Calls of the profile `standard` that no argument makes refused; written down here again on purpose. */
const allowed = new Set(
  `read write open close stat fstat lstat poll lseek mprotect munmap brk rt_sigaction rt_sigprocmask
  rt_sigreturn ioctl pread64 pwrite64 readv writev access select sched_yield mremap msync dup dup2 pause
  nanosleep getitimer alarm setitimer getpid exit uname fsync fdatasync truncate ftruncate getcwd chdir
  rename mkdir rmdir creat unlink readlink umask gettimeofday getrlimit getrusage sysinfo times
  getuid getgid geteuid getegid getppid getpgrp getgroups getresuid getresgid getpgid getsid rt_sigpending
  rt_sigtimedwait rt_sigsuspend sigaltstack getpriority sched_getparam sched_getscheduler
  sched_get_priority_max sched_get_priority_min sched_rr_get_interval gettid time sched_getaffinity
  getdents64 statfs fstatfs set_tid_address restart_syscall fadvise64 clock_gettime clock_getres
  clock_nanosleep exit_group openat mkdirat newfstatat unlinkat renameat readlinkat faccessat pselect6 ppoll
  set_robust_list fallocate dup3 preadv pwritev getcpu renameat2 getrandom statx rseq clone3
  faccessat2`.split(/\s+/),
);
/** Calls that some arguments make refused. */
const ruled = new Set(
  'mmap mprotect madvise kill clone fcntl prctl arch_prctl futex tgkill prlimit64'.split(' '),
);

async function namesOf(file: string): Promise<Map<number, string>> {
  const text = await readFile(`${headers}/${file}`, 'utf8');
  const rows = text.matchAll(/^#define __NR_(\w+) (?:\(__X32_SYSCALL_BIT \+ )?(\d+)/gm);
  return new Map([...rows].map(([, name = '', number]) => [Number(number), name]));
}

async function sweep(
  warden: Warden,
  { abi, value, wallMs }: { abi: Abi; value: string; wallMs: number },
  numbers: readonly number[],
): Promise<Seen[]> {
  const blob = await keepBytes(warden, await elfOf(caller));
  const waiting = [...numbers];
  const seen: Seen[] = [];
  const work = async () => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const wish = { argv: ['caller', abi, String(number), value], limits: { wallMs, cpuMs: 1_000 } };
      seen.push({ number, report: await play(warden, { blob }, wish) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  warden.release(blob);
  return seen;
}

const upTo = (count: number, first = 0) => Array.from({ length: count }, (_, n) => first + n);
const shown = ({ number, report: { cause, exitCode, signal, syscall } }: Seen) =>
  `${number}: ${cause} ${exitCode ?? signal ?? ''} ${syscall?.name ?? ''} ${syscall?.abi ?? ''} ${syscall?.number ?? ''}`;

/** Whether the end of a program that made this one call is what the policy says. */
function isRight({ number, report }: Seen, abi: Abi, name: string | undefined): boolean {
  const { cause, syscall } = report;
  const isNamed =
    cause === 'syscall' &&
    syscall?.abi === abi &&
    syscall.number === number &&
    (name === undefined || syscall.name === name);
  if (abi !== 'x86_64' || name === undefined || !(allowed.has(name) || ruled.has(name))) return isNamed;
  // What is allowed returns, waits, or ends the program in its own way.
  const isItsOwn = cause === 'exit' || cause === 'wall' || (cause === 'signal' && report.signal !== 'SIGSYS');
  return isItsOwn || (ruled.has(name) && isNamed);
}

function swept(id: string, abi: Abi, value: string, numbers: number[], file: string, bit = 0): Attack {
  return scripted(id, `${abi} ${numbers[0]} to ${numbers.at(-1)}, arguments ${value}`, async ({ warden }) => {
    const names = await namesOf(file);
    const quick = await sweep(warden, { abi, value, wallMs: 150 }, numbers);
    // On a busy machine some have not even begun by then: those that must not wait get all the time they need.
    const isLate = (one: Seen) =>
      one.report.cause === 'wall' && !isRight(one, abi, names.get(one.number - bit));
    const late = quick.filter(isLate).map(({ number }) => number);
    const again = await sweep(warden, { abi, value, wallMs: 20_000 }, late);
    const seen = [...quick.filter((one) => !isLate(one)), ...again];
    assert.equal(seen.length, numbers.length);
    const killed = seen.filter(({ report }) => report.cause === 'killed');
    if (killed.length > 0) throw new InternalFailure(killed.map(shown).join('; '));
    const wrong = seen.filter((one) => !isRight(one, abi, names.get(one.number - bit)));
    assert.deepEqual(wrong.map(shown), []);
  });
}

const x32Bit = 0x40000000;

export const sweeps: Attack[] = [
  swept('H01', 'x86_64', 'zero', upTo(335), 'unistd_64.h'),
  swept('H01', 'x86_64', 'zero', upTo(50, 424), 'unistd_64.h'),
  ...['minus one', 'garbage'].flatMap((value) => [
    swept('H02', 'x86_64', value, upTo(335), 'unistd_64.h'),
    swept('H02', 'x86_64', value, upTo(50, 424), 'unistd_64.h'),
  ]),
  swept('H03', 'i386', 'zero', upTo(470), 'unistd_32.h'),
  swept('H04', 'x32', 'zero', upTo(335, x32Bit), 'unistd_x32.h', x32Bit),
  swept('H04', 'x32', 'zero', upTo(36, x32Bit + 512), 'unistd_x32.h', x32Bit),
];
