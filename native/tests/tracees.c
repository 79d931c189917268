#include "tracees.h"

#include <dirent.h>
#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "zygote.h"

enum { TRACEES_MAX = 64 };

const char *const role_names[ROLES] = {"warden", "keeper", "zygote", "init", "program", "copy"};

struct tracee {
    pid_t pid;
    enum role role;
    bool is_known, is_settled; // has a role; has been stopped once
    bool is_serving;           // is no compiler that starts up, whose calls are its own
    bool is_filtered;          // has a filter of its own
    enum role child;           // of the clone that it makes
    int error;                 // what its present call is to give
    uint64_t held_until_ms;
};

static struct tracee tracees[TRACEES_MAX];

static uint64_t now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static struct tracee *find(pid_t pid) {
    struct tracee *free_one = NULL;
    for (unsigned i = 0; i < TRACEES_MAX; i++) {
        if (tracees[i].pid == pid) return &tracees[i];
        if (tracees[i].pid == 0 && !free_one) free_one = &tracees[i];
    }
    if (!free_one) exit(3);
    *free_one = (struct tracee){.pid = pid};
    return free_one;
}

static struct tracee *know(pid_t pid, enum role role) {
    struct tracee *tracee = find(pid);
    tracee->role = role;
    tracee->is_known = true;
    (void)printf("born %d\n", (int)pid);
    return tracee;
}

static void go_on(const struct tracee *tracee) { (void)ptrace(PTRACE_SYSCALL, tracee->pid, 0, 0); }

static void let_go(struct tracee *tracee) {
    (void)ptrace(PTRACE_DETACH, tracee->pid, 0, 0);
    tracee->pid = 0;
}

// ---- the beginning ----

static int seize(pid_t pid, enum role role) {
    const long options =
        PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
    if (ptrace(PTRACE_SEIZE, pid, 0, options) < 0) return -errno;
    know(pid, role)->is_serving = true;
    return ptrace(PTRACE_INTERRUPT, pid, 0, 0) < 0 ? -errno : 0;
}

// Keepers have the warden's name, zygotes a compiler's. Cells are not there yet.
static int seize_children(pid_t warden) {
    char path[64], name[32] = "", children[4096] = "";
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)warden, (int)warden);
    FILE *file = fopen(path, "r");
    if (!file) return -errno;
    (void)!fgets(children, sizeof children, file);
    (void)fclose(file);
    char *at = children, *end;
    for (pid_t child; (child = (pid_t)strtol(at, &end, 10)) > 0; at = end) {
        (void)snprintf(path, sizeof path, "/proc/%d/comm", (int)child);
        if (!(file = fopen(path, "r"))) continue;
        (void)!fgets(name, sizeof name, file);
        (void)fclose(file);
        int r = seize(child, strncmp(name, "cellblock-", 10) == 0 ? ROLE_KEEPER : ROLE_ZYGOTE);
        if (r < 0 && r != -ESRCH) return r;
    }
    return 0;
}

int tracees_seize(pid_t warden) {
    int r = seize(warden, ROLE_WARDEN);
    return r < 0 ? r : seize_children(warden);
}

bool tracees_settled(void) {
    for (unsigned i = 0; i < TRACEES_MAX; i++) {
        if (tracees[i].pid != 0 && !tracees[i].is_settled) return false;
    }
    return true;
}

// ---- calls ----

static enum role child_of(const struct tracee *tracee, const struct __ptrace_syscall_info *info) {
    uint64_t flags = 0;
    struct iovec here = {&flags, sizeof flags}, there = {(void *)(uintptr_t)info->entry.args[0], sizeof flags};
    switch (tracee->role) {
    case ROLE_WARDEN:
        if (info->entry.nr == SYS_clone3) (void)process_vm_readv(tracee->pid, &here, 1, &there, 1, 0);
        return flags & CLONE_NEWNS ? ROLE_ZYGOTE : ROLE_KEEPER;
    case ROLE_KEEPER:
        return ROLE_INIT;
    case ROLE_INIT:
        return ROLE_PROGRAM;
    default:
        return ROLE_COPY;
    }
}

// Whether the call is ours and not that of the compiler which the process is besides.
static bool is_ours(struct tracee *tracee, const struct __ptrace_syscall_info *info) {
    bool closes = info->entry.nr == SYS_close || info->entry.nr == SYS_sendmsg;
    if (tracee->role == ROLE_ZYGOTE && info->entry.nr == SYS_read && info->entry.args[0] == ZYGOTE_SETUP_FD)
        tracee->is_serving = true;
    if (tracee->role == ROLE_ZYGOTE) return tracee->is_serving;
    return tracee->role != ROLE_COPY || !tracee->is_filtered || closes;
}

// The number is replaced: by none, or, where a filter would find fault with that, by a call that does nothing.
static void make_fail(const struct tracee *tracee) {
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, tracee->pid, 0, &registers) < 0) return;
    registers.orig_rax = tracee->is_filtered ? SYS_getrusage : ~0ull;
    if (tracee->is_filtered) registers.rdi = 99;
    (void)ptrace(PTRACE_SETREGS, tracee->pid, 0, &registers);
}

static void on_entry(struct tracee *tracee, const struct __ptrace_syscall_info *info, judge_call *judge) {
    struct call call = {.role = tracee->role, .pid = tracee->pid, .number = (long)info->entry.nr};
    for (int i = 0; i < 6; i++) call.args[i] = info->entry.args[i];
    tracee->child = child_of(tracee, info);
    if (!is_ours(tracee, info)) {
        if (tracee->role == ROLE_COPY) let_go(tracee);
        else go_on(tracee);
        return;
    }
    struct verdict verdict = judge(&call);
    if (verdict.is_killed) (void)kill(tracee->pid, SIGKILL);
    tracee->error = verdict.error;
    // A descriptor is closed whatever close says.
    if (verdict.error && call.number != SYS_close) make_fail(tracee);
    if (verdict.hold_ms) tracee->held_until_ms = now_ms() + verdict.hold_ms;
    else go_on(tracee);
}

static void on_exit_of(struct tracee *tracee) {
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, tracee->pid, 0, &registers) == 0) {
        if (tracee->error) {
            registers.rax = (unsigned long long)-(long long)tracee->error;
            (void)ptrace(PTRACE_SETREGS, tracee->pid, 0, &registers);
        } else if (registers.orig_rax == SYS_seccomp && (long long)registers.rax >= 0) {
            tracee->is_filtered = true;
        }
    }
    tracee->error = 0;
    go_on(tracee);
}

// ---- stops ----

static void on_event(struct tracee *tracee, int event) {
    unsigned long pid = 0;
    switch (event) {
    case PTRACE_EVENT_CLONE:
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
        (void)ptrace(PTRACE_GETEVENTMSG, tracee->pid, 0, &pid);
        struct tracee *child = know((pid_t)pid, tracee->child);
        child->is_serving = true;
        if (child->is_settled) go_on(child); // its own stop came first, and it waits
        break;
    case PTRACE_EVENT_EXEC:
        if (tracee->role == ROLE_PROGRAM) {
            let_go(tracee);
            return;
        }
        tracee->is_serving = false; // a compiler starts up
        break;
    case PTRACE_EVENT_STOP:
        tracee->is_settled = true;
        if (!tracee->is_known) return;
        break;
    default:
        break;
    }
    go_on(tracee);
}

static void on_stop(struct tracee *tracee, int status, judge_call *judge) {
    struct __ptrace_syscall_info info = {0};
    int number = WSTOPSIG(status);
    if (status >> 16) {
        on_event(tracee, status >> 16);
    } else if (number != (SIGTRAP | 0x80)) {
        (void)ptrace(PTRACE_SYSCALL, tracee->pid, 0, number); // a signal of its own
    } else if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->pid, sizeof info, &info) < 0) {
        go_on(tracee);
    } else if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        on_entry(tracee, &info, judge);
    } else {
        on_exit_of(tracee);
    }
}

// Whether a call has been taken from its caller that has not been told yet what it is to give.
static bool owes_an_error(void) {
    for (unsigned i = 0; i < TRACEES_MAX; i++) {
        if (tracees[i].pid != 0 && tracees[i].error) return true;
    }
    return false;
}

static int release_held(void) {
    uint64_t now = now_ms(), next = 0;
    for (unsigned i = 0; i < TRACEES_MAX; i++) {
        struct tracee *tracee = &tracees[i];
        if (tracee->pid == 0 || tracee->held_until_ms == 0) continue;
        if (tracee->held_until_ms > now) {
            if (!next || tracee->held_until_ms < next) next = tracee->held_until_ms;
            continue;
        }
        tracee->held_until_ms = 0;
        go_on(tracee);
    }
    return next ? (int)(next - now) : -1;
}

static int stops_fd(void) {
    static int fd = -1;
    sigset_t set;
    if (fd >= 0) return fd;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    return fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

bool tracees_turn(judge_call *judge) {
    struct pollfd waits[] = {{.fd = stops_fd(), .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    struct signalfd_siginfo seen;
    char byte;
    int status;
    bool is_news = false;
    for (pid_t pid; (pid = waitpid(-1, &status, __WALL | WNOHANG)) > 0;) {
        struct tracee *tracee = find(pid);
        is_news = true;
        if (WIFSTOPPED(status)) on_stop(tracee, status, judge);
        else tracee->pid = 0;
    }
    (void)fflush(stdout);
    // What has come may be the last that comes, and its signal may have been read before it: the caller looks first.
    int held_ms = release_held();
    if (poll(waits, 2, is_news ? 0 : held_ms) < 0 && errno != EINTR) return false;
    while (read(waits[0].fd, &seen, sizeof seen) == sizeof seen) continue;
    bool is_over = waits[1].revents & (POLLIN | POLLHUP) && read(0, &byte, 1) <= 0;
    return !is_over || owes_an_error();
}
