// The whitelist. x86-64 only: every call of another ABI is refused and named.
#include "policy.h"

#include <asm/unistd_64.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#define BIT(policy) (1u << POLICY_##policy)
#define TERMINAL (BIT(TERMINAL) | BIT(PROCESSES_TERMINAL) | BIT(SANITIZED_TERMINAL))
#define SANITIZED (BIT(SANITIZED) | BIT(SANITIZED_TERMINAL))
#define STANDARD (BIT(STANDARD) | BIT(TERMINAL) | SANITIZED)
#define STRICT BIT(STRICT)
#define SEALED BIT(SEALED)
#define PROCESSES (BIT(PROCESSES) | BIT(PROCESSES_TERMINAL))
#define COMPILE BIT(COMPILE)
#define FILES (STANDARD | PROCESSES)
#define NO_FILES (STRICT | SEALED)
#define RUN (FILES | NO_FILES)
#define ALL (RUN | COMPILE)

// clang-format off
#define ALLOW(call, policies, why) {__NR_##call, policies, 0, {{0}}, why}
#define ALLOW_IF(call, policies, why, ...) {__NR_##call, policies, 0, {__VA_ARGS__}, why}
#define FAIL(call, policies, code, why) {__NR_##call, policies, code, {{0}}, why}
#define FAIL_IF(call, policies, code, why, ...) {__NR_##call, policies, code, {__VA_ARGS__}, why}
#define SHOW(call, policies, why) FAIL(call, policies, DONE_FOR_SHOW, why)
#define SHOW_IF(call, policies, why, ...) FAIL_IF(call, policies, DONE_FOR_SHOW, why, __VA_ARGS__)
#define IS(arg, value) {arg, UINT64_MAX, (uint64_t)(value)}
// For arguments of which the kernel reads the low half alone.
#define IS_INT(arg, value) {arg, UINT32_MAX, (uint32_t)(value)}
#define MASKED(arg, mask, value) {arg, (uint64_t)(mask), (uint64_t)(value)}
#define TOKEN {TOKEN_ARGUMENT, UINT64_MAX, POLICY_TOKEN}
// clang-format on

// What glibc passes for a thread, and for fork() and posix_spawn().
#define THREAD_FLAGS \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS | \
     CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)
#define FORK_FLAGS (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | 17 /* SIGCHLD */)
#define SPAWN_FLAGS (CLONE_VM | CLONE_VFORK | 17 /* SIGCHLD */)
#define ARCH_SET_FS 0x1002
#define ARCH_CET_STATUS 0x3001
#define PIPE_FLAGS (O_CLOEXEC | O_NONBLOCK | O_DIRECT)
#define SETTABLE_FLAGS (O_NONBLOCK | O_APPEND | O_ACCMODE | 0100000 /* O_LARGEFILE in the kernel */)

const struct rule policy_rules[] = {
    // A process begins and ends.
    ALLOW(exit, ALL, "end of a thread"),
    ALLOW(exit_group, ALL, "end of the program"),
    ALLOW(brk, ALL, "malloc; bounded by the memory limit"),
    ALLOW_IF(arch_prctl, ALL, "libc sets the thread pointer", IS_INT(0, ARCH_SET_FS)),
    FAIL_IF(arch_prctl, ALL, EINVAL, "libc asks whether shadow stacks are on", IS_INT(0, ARCH_CET_STATUS)),
    ALLOW(set_tid_address, ALL, "libc start-up"),
    ALLOW(set_robust_list, ALL, "libc start-up and threads"),
    ALLOW(rseq, ALL, "libc start-up and threads"),
    ALLOW_IF(prlimit64, ALL, "getrlimit of oneself; never sets", IS_INT(0, 0), IS(2, 0)),
    ALLOW(getrlimit, FILES, "the older getrlimit"),
    ALLOW(getrandom, ALL, "libc seeds malloc; rand_s and friends"),
    ALLOW(restart_syscall, ALL, "the kernel resumes a sleep after a signal"),

    // Memory. Nothing is ever writable and executable; executable only from files (ld.so).
    ALLOW_IF(mmap, ALL, "memory that isn't executable", MASKED(2, PROT_EXEC, 0), MASKED(3, MAP_HUGETLB, 0)),
    ALLOW_IF(mmap, FILES | COMPILE, "ld.so maps the text of a library", MASKED(2, PROT_EXEC | PROT_WRITE, PROT_EXEC),
             MASKED(3, MAP_ANONYMOUS | MAP_HUGETLB, 0)),
    FAIL_IF(mmap, ALL, ENOMEM, "huge pages that are set aside are the host's, and in no memory group",
            MASKED(2, PROT_EXEC, 0), MASKED(3, MAP_HUGETLB, MAP_HUGETLB)),
    ALLOW_IF(mprotect, ALL, "malloc arenas, RELRO, guard pages; never executable", MASKED(2, PROT_EXEC, 0)),
    ALLOW(munmap, ALL, "free"),
    ALLOW(mremap, ALL, "realloc of large blocks"),
    ALLOW_IF(msync, FILES, "MS_ASYNC of a mapped file, and whether memory is mapped at all", MASKED(2, MS_SYNC, 0)),
    SHOW_IF(msync, FILES, "of a file of the tree it would have the host flush its disk", MASKED(2, MS_SYNC, MS_SYNC)),
    ALLOW_IF(madvise, ALL, "MADV_NORMAL", IS_INT(2, MADV_NORMAL)),
    ALLOW_IF(madvise, ALL, "MADV_RANDOM", IS_INT(2, MADV_RANDOM)),
    ALLOW_IF(madvise, ALL, "MADV_SEQUENTIAL", IS_INT(2, MADV_SEQUENTIAL)),
    ALLOW_IF(madvise, ALL, "MADV_WILLNEED", IS_INT(2, MADV_WILLNEED)),
    ALLOW_IF(madvise, ALL, "free returns memory", IS_INT(2, MADV_DONTNEED)),
    ALLOW_IF(madvise, ALL, "free returns memory lazily", IS_INT(2, MADV_FREE)),
    ALLOW_IF(madvise, ALL, "allocators ask for huge pages", IS_INT(2, MADV_HUGEPAGE)),
    ALLOW_IF(madvise, ALL, "or for none", IS_INT(2, MADV_NOHUGEPAGE)),
    ALLOW_IF(madvise, FILES, "AddressSanitizer keeps its shadow out of dumps", IS_INT(2, MADV_DONTDUMP)),

    // Input and output on descriptors one has.
    ALLOW(read, ALL, "input"),
    ALLOW(write, ALL, "output"),
    ALLOW(readv, ALL, "input in pieces"),
    ALLOW(writev, ALL, "output in pieces; libc's own messages"),
    ALLOW(pread64, ALL, "ld.so reads program headers"),
    ALLOW(pwrite64, FILES | COMPILE, "output at an offset"),
    ALLOW(preadv, FILES, "input in pieces at an offset"),
    ALLOW(pwritev, FILES, "output in pieces at an offset"),
    ALLOW(lseek, ALL, "stdio asks whether a stream can seek"),
    ALLOW(close, ALL, "end of a descriptor"),
    ALLOW(fstat, ALL, "stdio asks for the block size"),
    ALLOW_IF(newfstatat, NO_FILES, "fstat as libc spells it; by a path it tells of the tree and opens nothing",
             MASKED(3, AT_EMPTY_PATH, AT_EMPTY_PATH)),
    FAIL_IF(newfstatat, NO_FILES, ENOENT, "there are no paths in this profile", MASKED(3, AT_EMPTY_PATH, 0)),
    FAIL(ioctl, ALL & ~TERMINAL, ENOTTY, "isatty: there is no terminal; no other ioctl is wanted"),
    ALLOW_IF(ioctl, TERMINAL, "isatty, tcgetattr", IS_INT(1, TCGETS)),
    ALLOW_IF(ioctl, TERMINAL, "tcsetattr: echo, raw mode", IS_INT(1, TCSETS)),
    ALLOW_IF(ioctl, TERMINAL, "tcsetattr, when output is through", IS_INT(1, TCSETSW)),
    ALLOW_IF(ioctl, TERMINAL, "tcsetattr, dropping input", IS_INT(1, TCSETSF)),
    ALLOW_IF(ioctl, TERMINAL, "tcdrain", IS_INT(1, TCSBRK)),
    ALLOW_IF(ioctl, TERMINAL, "tcflow", IS_INT(1, TCXONC)),
    ALLOW_IF(ioctl, TERMINAL, "tcflush", IS_INT(1, TCFLSH)),
    ALLOW_IF(ioctl, TERMINAL, "how large is the window", IS_INT(1, TIOCGWINSZ)),
    ALLOW_IF(ioctl, TERMINAL, "how much input waits: kbhit", IS_INT(1, FIONREAD)),
    ALLOW_IF(ioctl, TERMINAL, "tcgetpgrp", IS_INT(1, TIOCGPGRP)),
    ALLOW_IF(ioctl, TERMINAL, "tcsetpgrp: job control", IS_INT(1, TIOCSPGRP)),
    ALLOW_IF(ioctl, TERMINAL, "tcgetsid", IS_INT(1, TIOCGSID)),
    ALLOW_IF(fcntl, ALL, "F_GETFD", IS_INT(1, F_GETFD)),
    ALLOW_IF(fcntl, ALL, "F_SETFD", IS_INT(1, F_SETFD)),
    ALLOW_IF(fcntl, ALL, "F_GETFL: fdopen", IS_INT(1, F_GETFL)),
    ALLOW_IF(fcntl, FILES, "F_SETFL: O_NONBLOCK and O_APPEND on one's own end of a pipe", IS_INT(1, F_SETFL),
             MASKED(2, ~(uint64_t)SETTABLE_FLAGS, 0)),
    ALLOW_IF(fcntl, PROCESSES, "F_DUPFD: shells and redirections", IS_INT(1, F_DUPFD)),
    ALLOW_IF(fcntl, PROCESSES, "F_DUPFD_CLOEXEC", IS_INT(1, F_DUPFD_CLOEXEC)),
    ALLOW_IF(fcntl, PROCESSES, "how much a pipe holds; F_SETPIPE_SZ would take more of it", IS_INT(1, F_GETPIPE_SZ)),
    ALLOW(dup, ALL, "a second name for a descriptor; perror asks for one"),
    ALLOW(dup2, FILES, "redirecting stdout, as students do"),
    ALLOW(dup3, FILES, "freopen"),
    ALLOW(poll, FILES | SEALED, "waiting for input"),
    ALLOW(ppoll, FILES | SEALED, "waiting for input"),
    ALLOW(select, FILES | SEALED, "waiting for input"),
    ALLOW(pselect6, FILES | SEALED, "waiting for input"),

    // Files. The root is read-only and holds nothing secret; only the scratch directory can be written.
    ALLOW_IF(openat, FILES | COMPILE, "scratch files, libraries, headers", MASKED(2, O_DIRECT, 0)),
    ALLOW_IF(open, FILES, "the older open", MASKED(1, O_DIRECT, 0)),
    FAIL_IF(openat, FILES | COMPILE, EINVAL, "O_DIRECT would read the tree from the host's disk each time",
            MASKED(2, O_DIRECT, O_DIRECT)),
    FAIL_IF(open, FILES, EINVAL, "likewise", MASKED(1, O_DIRECT, O_DIRECT)),
    ALLOW(creat, FILES, "the older open for writing"),
    ALLOW(newfstatat, FILES | COMPILE, "stat"),
    ALLOW(stat, FILES, "the older stat"),
    ALLOW(lstat, FILES, "the older lstat"),
    ALLOW(statx, FILES | COMPILE, "the newer stat"),
    FAIL(statx, NO_FILES, ENOSYS, "libc falls back to fstat"),
    ALLOW(access, FILES | COMPILE, "does a file exist"),
    FAIL(access, NO_FILES, ENOENT, "there are no paths in this profile"),
    ALLOW(faccessat, FILES | COMPILE, "does a file exist"),
    ALLOW(faccessat2, FILES | COMPILE, "does a file exist"),
    ALLOW(readlink, FILES | COMPILE, "libc looks for its own name"),
    FAIL(readlink, NO_FILES, ENOENT, "libc looks for its own name; there are no paths in this profile"),
    ALLOW(readlinkat, FILES | COMPILE, "the newer readlink"),
    ALLOW(getdents64, FILES | COMPILE, "listing the scratch directory"),
    ALLOW(getcwd, FILES | COMPILE, "where am I"),
    ALLOW(chdir, FILES, "into a directory one made; the root is all there is"),
    FAIL(statfs, FILES, ENOSYS, "pathconf has an answer of its own then; the truth would be the host's disk"),
    FAIL(fstatfs, FILES, ENOSYS, "fpathconf likewise"),
    ALLOW(unlink, FILES | COMPILE, "removing scratch files; a linker replaces its output"),
    ALLOW(unlinkat, FILES, "removing scratch files"),
    ALLOW(rename, FILES, "renaming scratch files"),
    ALLOW(renameat, FILES, "renaming scratch files"),
    ALLOW(renameat2, FILES, "renaming scratch files"),
    ALLOW(mkdir, FILES, "directories in the scratch directory"),
    ALLOW(mkdirat, FILES, "directories in the scratch directory"),
    ALLOW(rmdir, FILES, "directories in the scratch directory"),
    ALLOW(ftruncate, FILES | COMPILE, "resizing scratch files"),
    ALLOW(truncate, FILES, "resizing scratch files"),
    ALLOW(fallocate, FILES | COMPILE, "reserving scratch space; gold does"),
    SHOW(fsync, FILES, "scratch files are in memory; of another it would have the host flush its disk"),
    SHOW(fdatasync, FILES, "likewise"),
    ALLOW_IF(fadvise64, FILES | COMPILE, "posix_fadvise: how it will be read", MASKED(3, POSIX_FADV_DONTNEED, 0)),
    SHOW_IF(fadvise64, FILES | COMPILE, "DONTNEED would have the tree read from the host's disk again",
            MASKED(3, POSIX_FADV_DONTNEED, POSIX_FADV_DONTNEED)),
    ALLOW(utimensat, PROCESSES, "touch"),
    ALLOW_IF(mknod, PROCESSES, "mkfifo, the older call", MASKED(1, S_IFMT, S_IFIFO)),
    ALLOW_IF(mknodat, PROCESSES, "mkfifo: pipes with names, in the scratch directory", MASKED(2, S_IFMT, S_IFIFO)),
    FAIL(sendfile, PROCESSES, EINVAL, "cat and cp fall back to read and write"),
    ALLOW(umask, FILES | COMPILE, "linkers ask for it; open with a mode"),
    ALLOW(chmod, COMPILE, "linkers make their output executable"),
    ALLOW(fchmod, COMPILE, "tcc makes its output executable"),

    // Signals, to oneself alone (in `processes`: within the cell).
    ALLOW(rt_sigaction, ALL, "signal handlers"),
    ALLOW(rt_sigprocmask, ALL, "signal masks; abort"),
    ALLOW(rt_sigreturn, ALL, "return from a handler"),
    ALLOW(sigaltstack, ALL, "handlers on their own stack"),
    ALLOW(rt_sigpending, RUN, "sigpending"),
    ALLOW(rt_sigsuspend, FILES, "sigsuspend"),
    ALLOW(rt_sigtimedwait, FILES, "sigwait"),
    ALLOW(pause, FILES, "waiting for a signal"),
    ALLOW_IF(kill, STANDARD | NO_FILES, "kill of oneself", IS_INT(0, PROGRAM_PID)),
    ALLOW_IF(tgkill, STANDARD | NO_FILES, "raise, abort, pthread_kill", IS_INT(0, PROGRAM_PID)),
    ALLOW(kill, PROCESSES, "signals within the cell; init can't be reached"),
    ALLOW(tgkill, PROCESSES | COMPILE, "raise and abort"),
    ALLOW(rt_sigqueueinfo, PROCESSES, "sigqueue within the cell; the kernel lets nobody pretend to be another"),
    ALLOW(alarm, FILES, "timeouts"),
    ALLOW(setitimer, FILES, "timers"),
    ALLOW(getitimer, FILES, "timers"),

    // Time.
    ALLOW(clock_gettime, ALL, "clocks, where the vDSO can't answer"),
    ALLOW(clock_getres, FILES | SEALED, "clocks"),
    ALLOW(clock_nanosleep, FILES | SEALED, "sleep"),
    ALLOW(nanosleep, FILES | SEALED, "the older sleep"),
    ALLOW(gettimeofday, ALL, "clocks"),
    ALLOW(time, ALL, "clocks"),
    ALLOW(times, ALL, "CPU time"),
    ALLOW(getrusage, ALL, "CPU time"),

    // Asking about oneself.
    ALLOW(getpid, ALL, "constant in every cell"),
    ALLOW(gettid, ALL, "raise, abort"),
    ALLOW(getppid, RUN, "constant in every cell"),
    ALLOW(getuid, ALL, "the cell's own"),
    ALLOW(geteuid, ALL, "the cell's own"),
    ALLOW(getgid, ALL, "the cell's own"),
    ALLOW(getegid, ALL, "the cell's own"),
    ALLOW(getresuid, FILES, "the cell's own"),
    ALLOW(getresgid, FILES, "the cell's own"),
    ALLOW(getgroups, FILES, "none"),
    ALLOW(getpgrp, FILES, "the cell's own"),
    ALLOW(getpgid, FILES, "the cell's own"),
    ALLOW(getsid, FILES, "the cell's own"),
    ALLOW(getpriority, FILES, "nice value"),
    ALLOW(uname, ALL, "constant host name"),
    ALLOW(sysinfo, ALL, "qsort in glibc 2.36 sizes its buffer by it"),
    ALLOW(getcpu, FILES, "sched_getcpu"),

    // Threads.
    ALLOW_IF(clone, STANDARD, "pthread_create", IS(0, THREAD_FLAGS)),
    FAIL(clone3, FILES, ENOSYS, "libc falls back to clone, whose flags a filter can read"),
    ALLOW_IF(futex, ALL, "FUTEX_WAIT", MASKED(1, 0x7f, FUTEX_WAIT)),
    ALLOW_IF(futex, ALL, "FUTEX_WAKE", MASKED(1, 0x7f, FUTEX_WAKE)),
    ALLOW_IF(futex, ALL, "FUTEX_WAIT_BITSET", MASKED(1, 0x7f, FUTEX_WAIT_BITSET)),
    ALLOW_IF(futex, ALL, "FUTEX_WAKE_BITSET", MASKED(1, 0x7f, FUTEX_WAKE_BITSET)),
    ALLOW_IF(prctl, FILES, "pthread_setname_np", IS_INT(0, PR_SET_NAME)),
    ALLOW_IF(prctl, FILES, "pthread_getname_np", IS_INT(0, PR_GET_NAME)),
    FAIL_IF(prctl, ALL, EINVAL, "libc names its heaps where the kernel can", IS_INT(0, 0x53564d41)),
    ALLOW(sched_yield, ALL, "spinning politely"),
    ALLOW(sched_getaffinity, FILES, "OpenMP, get_nprocs"),
    ALLOW(sched_getparam, FILES, "pthread_getschedparam"),
    ALLOW(sched_getscheduler, FILES, "pthread_getschedparam"),
    ALLOW(sched_get_priority_max, FILES, "asks, doesn't set"),
    ALLOW(sched_get_priority_min, FILES, "asks, doesn't set"),
    ALLOW(sched_rr_get_interval, FILES, "how long a turn lasts; asks, doesn't set"),

    // Processes, in the profile of that name, within the pids limit.
    ALLOW_IF(clone, PROCESSES, "pthread_create", IS(0, THREAD_FLAGS)),
    ALLOW_IF(clone, PROCESSES, "fork", IS(0, FORK_FLAGS)),
    ALLOW_IF(clone, PROCESSES, "posix_spawn, system, popen", IS(0, SPAWN_FLAGS)),
    ALLOW(fork, PROCESSES, "the older fork"),
    ALLOW(vfork, PROCESSES, "vfork"),
    ALLOW(execve, PROCESSES, "the commands of the run tree; the scratch directory is mounted noexec"),
    ALLOW(wait4, PROCESSES, "wait, waitpid"),
    ALLOW(waitid, PROCESSES, "waitid"),
    ALLOW(pipe, PROCESSES, "pipes between processes; NOFILE and memory bound them"),
    ALLOW_IF(pipe2, PROCESSES, "the same, but none that the kernel notifies by", MASKED(1, (uint32_t)~PIPE_FLAGS, 0)),
    ALLOW_IF(pipe2, SANITIZED, "UBSan tries whether it may read memory by writing it into a pipe", IS_INT(1, 0)),
    ALLOW(setpgid, PROCESSES, "job control"),
    ALLOW(setsid, PROCESSES, "job control"),
    ALLOW(setuid, PROCESSES, "commands give up what rights they may have; without any, to one's own id alone"),
    ALLOW(setgid, PROCESSES, "likewise"),

    // Descriptors handed in.
    ALLOW_IF(recvmsg, SEALED, "a sealed program receives its inputs", IS_INT(0, SEALED_SOCKET)),

    // The cell's own set-up, which is locked in before it knows what will run. The secret dies with its image.
    ALLOW_IF(sendmsg, ALL, "the cell says that it is ready, and that its program begins", TOKEN),
    ALLOW_IF(recvmsg, ALL, "the order comes", TOKEN),
    ALLOW_IF(dup3, NO_FILES | COMPILE, "stdin, stdout and stderr get their places", TOKEN),
    ALLOW_IF(ioctl, TERMINAL, "the session gets its terminal", TOKEN),
    ALLOW_IF(setrlimit, ALL, "the order's limits, none of them wider than it was", TOKEN),
    ALLOW_IF(execveat, ALL, "the program's one start", TOKEN),
};
const size_t policy_rules_count = sizeof policy_rules / sizeof *policy_rules;

static bool holds(const struct rule *rule, const uint64_t *args) {
    for (int i = 0; i < CONDITIONS_MAX && rule->conditions[i].mask != 0; i++) {
        const struct condition *condition = &rule->conditions[i];
        if ((args[condition->arg] & condition->mask) != condition->value) return false;
    }
    return true;
}

uint32_t policies_allowing(int number, const uint64_t *args) {
    uint32_t policies = 0;
    for (size_t i = 0; i < policy_rules_count; i++) {
        const struct rule *rule = &policy_rules[i];
        if (rule->number == number && rule->error == 0 && holds(rule, args)) policies |= rule->policies;
    }
    return policies;
}
