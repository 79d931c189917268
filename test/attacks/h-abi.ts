// H: system calls by number, argument and calling convention.

import { type Attack, refusedCall, snippet } from './attack.js';
import { sweeps } from './h-sweeps.js';
import { readAttacks } from './read-attacks.js';

const asm = (number: string, ...args: string[]) => {
  const [a = '0', b = '0', c = '0', d = '0', e = '0', f = '0'] = args;
  return `({ register long d_ __asm__("r10") = (long)(${d}), e_ __asm__("r8") = (long)(${e}), f_ __asm__("r9") = (long)(${f}); long got_;
    __asm__ volatile("syscall" : "=a"(got_) : "a"(${number}), "D"((long)(${a})), "S"((long)(${b})), "d"((long)(${c})), "r"(d_), "r"(e_), "r"(f_) : "rcx", "r11", "memory"); got_; })`;
};
const high = '(1ul << 32)';

/** A call whose number or argument has bits that the kernel doesn't look at. */
const disguised = (name: string, number: string, ...args: string[]) =>
  refusedCall('H07', name, asm(number, ...args), { expect: { abi: 'x86_64' } });

export const abiAttacks: Attack[] = [
  ...sweeps,
  ...(
    [
      ['-1', '-1l'],
      ['2^31', '0x80000000ul'],
      ['2^32 - 1', '0xfffffffful'],
      ['2^63', '(1ul << 63) | 9999'],
      ['9999', '9999l'],
    ] as const
  ).map(([name, number]) =>
    snippet('H05', `number ${name}`, `${asm(number)}; return 99;`, {
      verdict: 'forbidden_syscall',
      expect: { syscall: 'unknown', message: 'number' },
    }),
  ),
  disguised('socket', `${high} | 41`, '2', '1'),
  snippet(
    'H07',
    'an allowed number with high bits is the allowed call',
    `must(${asm(`${high} | 39`)} == getpid());`,
  ),
  disguised('kill', '62', `${high} | 1`, '0'),
  disguised('prctl', '157', `${high} | 4`, '1'),
  disguised('mmap', '9', '0', '4096', `${high} | 7`, '34', '-1'),
  disguised('mprotect', '10', '(uintptr_t)page & ~4095ul', '4096', `${high} | 4`),
  disguised('clone', '56', `${high} | 0x3d0f00`, 'page'),
  disguised('madvise', '28', 'page', '4096', `${high} | 100`),
  disguised('futex', '202', 'page', `${high} | 6`),
  disguised('fcntl', '72', '0', `${high} | 1031`, '4096'),
  disguised('arch_prctl', '158', `${high} | 0x1001`, '0'),
  disguised('prlimit64', '302', '0', '7', high),
  snippet(
    'H08',
    'the calls of the vsyscall page',
    `long when[2]; must(((int (*)(void *, void *))0xffffffffff600000)(when, NULL) == 0); must(when[0] > 1000000000);
     must(((long (*)(void *))0xffffffffff600400)(NULL) >= when[0] - 1); // it goes by the last tick
     unsigned cpu; must(((int (*)(unsigned *, void *, void *))0xffffffffff600800)(&cpu, NULL, NULL) == 0);`,
    {
      verdict: ['ok', 'signal'],
      adapted: 'a kernel may be without that page: then it is the program that crashes',
    },
  ),
  snippet('H11', 'restart_syscall, asked for', 'fails(call(SYS_restart_syscall), EINTR);'),
  snippet(
    'H11',
    'a sleep that SIGALRM interrupts',
    'signal(SIGALRM, (void (*)(int))getpid); struct sigaction a = {.sa_handler = (void (*)(int))getpid}; sigaction(SIGALRM, &a, NULL); alarm(1); must(sleep(29) >= 9);',
  ),
  refusedCall('H12', 'modify_ldt', 'call(SYS_modify_ldt, 1, page, 16)'),
  refusedCall('H12', 'iopl', 'call(SYS_iopl, 3)'),
  refusedCall('H12', 'ioperm', 'call(SYS_ioperm, 0, 1, 1)'),
  refusedCall('H12', 'arch_prctl', 'call(SYS_arch_prctl, 0x1001, page)'),
  refusedCall('H12', 'arch_prctl', 'call(SYS_arch_prctl, 0x5001, 1)'),
  snippet('H12', 'whether there are shadow stacks', 'fails(call(SYS_arch_prctl, 0x3001, page), EINVAL);', {
    adapted: 'libc asks this at its start, and gets EINVAL',
  }),
  refusedCall('H12', 'set_thread_area', 'call(SYS_set_thread_area, page)'),
  refusedCall('H13', 'personality', 'call(SYS_personality, 0x0040000)'),
  ...[
    'TIOCSTI 0x5412',
    'TIOCLINUX 0x541C',
    'FIONREAD 0x541B',
    'FS_IOC_GETFLAGS 0x80086601',
    'TIOCGPGRP 0x540F',
    'TIOCSCTTY 0x540E',
    'FICLONE 0x40049409',
  ].map((request) => {
    const [name = '', number = ''] = request.split(' ');
    return snippet(
      'H15',
      name,
      `for (int fd = 0; fd < 3; fd++) fails(call(SYS_ioctl, fd, ${number}ul, page), ENOTTY);`,
    );
  }),
  ...[
    'F_SETLK 6',
    'F_SETLKW 7',
    'F_OFD_SETLK 37',
    'F_SETLEASE 1024',
    'F_NOTIFY 1026',
    'F_SETOWN 8',
    'F_SETSIG 10',
    'F_SETPIPE_SZ 1031',
    'F_ADD_SEALS 1033',
    'F_DUPFD 0',
    'F_DUPFD_CLOEXEC 1030',
  ].map((command) => {
    const [name = '', number = ''] = command.split(' ');
    return refusedCall('H16', 'fcntl', `call(SYS_fcntl, 1, ${number} /* ${name} */, page)`);
  }),
  refusedCall('H16', 'fcntl', 'call(SYS_fcntl, 1, 4, 020000 /* O_ASYNC */)'),
  // FD, REQUEUE, CMP_REQUEUE, WAKE_OP, LOCK_PI, UNLOCK_PI, TRYLOCK_PI, WAIT_REQUEUE_PI, CMP_REQUEUE_PI, LOCK_PI2
  ...[2, 3, 4, 5, 6, 7, 8, 11, 12, 13].map((op) =>
    refusedCall('H17', 'futex', `call(SYS_futex, page, ${op}, 1, 0, page, 0)`),
  ),
  snippet(
    'H18',
    'random numbers',
    'must(call(SYS_getrandom, page, 64, 0) == 64); int zeros = 0; for (int i = 0; i < 64; i++) zeros += page[i] == 0; must(zeros < 16);',
  ),
  refusedCall('H20', 'ptrace', 'call(SYS_ptrace, 0, 0, 0, 0)'),
  ...readAttacks('h'),
];
