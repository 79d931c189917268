// C: processes, threads, signals.

import { type Attack, refusedCall, snippet } from './attack.js';
import { readAttacks } from './read-attacks.js';

const fork = ['clone', 'fork', 'vfork'];

const flagged = (flags: string) => refusedCall('C04', 'clone', `call(SYS_clone, ${flags} | 17, 0, 0, 0, 0)`);
const shaped = (flags: string) =>
  refusedCall('C06', 'clone', `call(SYS_clone, ${flags} | 17, page + 32768, 0, 0, 0)`);
const refusedPrctl = (option: string, ...args: string[]) =>
  refusedCall('C25', 'prctl', `call(SYS_prctl, ${[option, ...args].join(', ')})`);
const raised = (id: string, name: string) =>
  snippet(id, `raise(${name})`, `raise(${name}); pause();`, { verdict: 'signal', expect: { signal: name } });

export const processAttacks: Attack[] = [
  refusedCall('C01', fork, 'for (;;) fork()'),
  refusedCall('C02', fork, 'vfork()'),
  refusedCall('C02', fork, 'call(SYS_fork)'),
  refusedCall('C02', 'clone', 'call(SYS_clone, 17, 0, 0, 0, 0)'),
  refusedCall('C02', fork, 'system("true")'),
  refusedCall('C02', ['pipe2', 'pipe', ...fork], 'popen("true", "r")'),
  snippet(
    'C03',
    'clone3 with the meaning of fork',
    'uint64_t args[8] = {0}; args[4] = 17; fails(call(435, args, 64), ENOSYS); fork();',
    {
      verdict: 'forbidden_syscall',
      expect: { syscall: 'clone' },
    },
  ),
  ...[
    '0x10000000',
    '0x00020000',
    '0x20000000',
    '0x40000000',
    '0x80',
    '0x04000000',
    '0x08000000',
    '0x02000000',
  ].map(flagged),
  refusedCall('C05', 'unshare', 'call(SYS_unshare, 0x10000000)'),
  refusedCall('C05', 'setns', 'call(SYS_setns, 0, 0)'),
  // VM without THREAD, PARENT, UNTRACED, PIDFD, and INTO_CGROUP, which clone alone can't even say.
  ...['0x100', '0x8000', '0x800000', '0x1000', '0x200000000UL'].map(shaped),
  refusedCall('C08', 'clone', 'pthread_t t; pthread_create(&t, NULL, (void *(*)(void *))abort, NULL)', {
    request: {
      profile: 'strict',
      source:
        '#include <pthread.h>\nstatic void *f(void *x) { return x; }\nint main(void) { pthread_t t; return pthread_create(&t, NULL, f, NULL); }',
    },
    expect: { syscall: ['clone', 'clone3'] },
  }),
  refusedCall('C09', 'execve', 'execl("/bin/sh", "sh", "-c", "id", NULL)'),
  refusedCall('C10', 'execve', 'execv(argv[0], argv)'),
  refusedCall('C11', 'execveat', 'call(SYS_execveat, 0, "", NULL, NULL, 0x1000)'),
  refusedCall(
    'C11',
    'execveat',
    'for (uint64_t guess = 1; guess; guess <<= 1) call(SYS_execveat, 0, "", argv, argv, 0x1000, guess)',
  ),
  refusedCall('C12', 'setsid', 'call(SYS_setsid)'),
  refusedCall('C12', 'setpgid', 'call(SYS_setpgid, 0, 0)'),
  refusedCall('C12', 'setuid', 'call(SYS_setuid, 0)'),
  refusedCall('C12', 'setgid', 'call(SYS_setgid, 0)'),
  refusedCall('C12', 'setgroups', 'call(SYS_setgroups, 0, 0)'),
  refusedCall('C12', 'setresuid', 'call(SYS_setresuid, 0, 0, 0)'),
  refusedCall('C12', 'setfsuid', 'call(SYS_setfsuid, 0)'),
  refusedCall('C12', 'capset', 'call(SYS_capset, page, page)'),
  refusedCall('C13', 'kill', 'kill(1, SIGKILL)'),
  refusedCall('C13', 'kill', 'kill(-1, SIGKILL)'),
  refusedCall('C13', 'kill', 'kill(0, SIGKILL)'),
  refusedCall('C13', 'kill', 'kill(getppid(), SIGKILL)'),
  refusedCall('C14', 'tgkill', 'call(SYS_tgkill, 1, 1, SIGKILL)'),
  refusedCall('C14', 'tkill', 'call(SYS_tkill, 1, SIGKILL)'),
  refusedCall('C14', 'rt_sigqueueinfo', 'call(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, page)'),
  refusedCall('C14', 'rt_tgsigqueueinfo', 'call(SYS_rt_tgsigqueueinfo, getpid(), getpid(), SIGUSR1, page)'),
  refusedCall('C14', 'pidfd_open', 'call(434, 1, 0)'),
  refusedCall('C14', 'pidfd_send_signal', 'call(424, 0, SIGKILL, 0, 0)'),
  raised('C15', 'SIGKILL'),
  snippet('C16', 'raise(SIGSTOP)', 'raise(SIGSTOP);', {
    verdict: 'wall_limit',
    request: { limits: { wallMs: 300 } },
  }),
  ...['SIGXCPU', 'SIGXFSZ', 'SIGSYS', 'SIGTERM', 'SIGALRM', 'SIGPIPE'].map((name) => raised('C17', name)),
  ...[137, 124, 159, 255, 152, 153].map((code) =>
    snippet('C18', `exit(${code})`, `exit(${code});`, {
      verdict: 'exit_nonzero',
      expect: { exitCode: code },
    }),
  ),
  snippet(
    'C19',
    'deaf to every signal',
    'for (int s = 1; s < 65; s++) signal(s, SIG_IGN); for (;;) __asm__ volatile("");',
    {
      verdict: 'time_limit',
      request: { limits: { cpuMs: 200 } },
    },
  ),
  snippet('C22', 'abort()', 'abort();', { verdict: 'signal', expect: { signal: 'SIGABRT' } }),
  snippet('C22', 'no core file is left', 'abort();', {
    verdict: 'signal',
    request: { outputs: ['core', 'core.2'] },
    expect: { signal: 'SIGABRT', outputs: {} },
  }),
  ...[0, 16, 0x4206].map((request) => refusedCall('C23', 'ptrace', `call(SYS_ptrace, ${request}, 1, 0, 0)`)),
  refusedCall('C24', 'process_vm_readv', 'call(SYS_process_vm_readv, 1, page, 1, page, 1, 0)'),
  refusedCall('C24', 'process_vm_writev', 'call(SYS_process_vm_writev, 1, page, 1, page, 1, 0)'),
  refusedCall('C24', 'kcmp', 'call(SYS_kcmp, 1, getpid(), 0, 0, 0)'),
  refusedCall('C24', 'pidfd_getfd', 'call(438, 0, 0, 0)'),
  // DUMPABLE, PDEATHSIG, SECCOMP, NO_NEW_PRIVS, TSC, CHILD_SUBREAPER, KEEPCAPS, CAP_AMBIENT, SET_MM, SET_PTRACER
  refusedPrctl('4', '1'),
  refusedPrctl('1', '0'),
  refusedPrctl('22', '1'),
  refusedPrctl('38', '0'),
  refusedPrctl('26', '2'),
  refusedPrctl('36', '1'),
  refusedPrctl('8', '1'),
  refusedPrctl('47', '2', '0', '0', '0'),
  refusedPrctl('35', '1', '0', '0', '0'),
  refusedPrctl('0x59616d61', '-1'),
  refusedCall('C26', 'sched_setscheduler', 'call(SYS_sched_setscheduler, 0, 1, page)'),
  refusedCall('C26', 'sched_setparam', 'call(SYS_sched_setparam, 0, page)'),
  refusedCall('C26', 'sched_setattr', 'call(SYS_sched_setattr, 0, page, 0)'),
  refusedCall('C26', 'setpriority', 'call(SYS_setpriority, 0, 0, -20)'),
  refusedCall('C26', 'ioprio_set', 'call(SYS_ioprio_set, 1, 0, 0)'),
  refusedCall('C26', 'sched_setaffinity', 'call(SYS_sched_setaffinity, 0, 8, page)'),
  refusedCall('C27', 'prlimit64', 'page[0] = 1; call(SYS_prlimit64, 0, 7, page, 0)'),
  refusedCall('C27', 'prlimit64', 'call(SYS_prlimit64, 1, 7, 0, page)'),
  refusedCall('C27', 'setrlimit', 'call(SYS_setrlimit, 7, page)'),
  refusedCall('C28', 'seccomp', 'call(SYS_seccomp, 1, 0, page)'),
  refusedCall('C28', 'landlock_create_ruleset', 'call(444, page, 8, 0)'),
  refusedCall('C28', 'landlock_restrict_self', 'call(446, 3, 0)'),
  ...readAttacks('c'),
];
