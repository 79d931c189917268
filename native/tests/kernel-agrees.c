#include "kernel-agrees.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"

enum { LAST_NUMBER = 600, X32_BIT = 0x40000000 };
enum end { RETURNED, NOTIFIED, EXITED, KILLED, SLEEPS };

struct outcome {
    enum end end;
    long value; // what was returned, the exit status, or the signal
    struct seccomp_data call;
};

// What the child tells without a system call.
struct page {
    volatile int returned;
    volatile long value;
};

// ---- calls, without libc ----

static inline __attribute__((always_inline)) long call_64(long number, const __u64 args[6]) {
    register __u64 r10 __asm__("r10") = args[3];
    register __u64 r8 __asm__("r8") = args[4];
    register __u64 r9 __asm__("r9") = args[5];
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(args[0]), "S"(args[1]), "d"(args[2]), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

// i386's own way in, from 64-bit code; without arguments.
static inline __attribute__((always_inline)) long call_32(long number) {
    long result;
    __asm__ volatile("sub $128, %%rsp\n\tpush %%rbx\n\tpush %%rbp\n\txor %%ebx, %%ebx\n\txor %%ebp, %%ebp\n\t"
                     "int $0x80\n\tpop %%rbp\n\tpop %%rbx\n\tadd $128, %%rsp"
                     : "=a"(result)
                     : "a"(number), "c"(0), "d"(0), "S"(0), "D"(0)
                     : "r8", "r9", "r10", "r11", "memory", "cc");
    return result;
}

static bool has_i386(void) {
    pid_t pid = fork();
    if (pid == 0) {
        (void)signal(SIGSEGV, SIG_DFL);
        _exit(call_32(20 /* getpid */) > 0 ? 0 : 1);
    }
    int status;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// ---- the child ----

// Hands the listener over as cells do, by the secret.
static int send_listener(int socket, int listener, uint64_t token) {
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {.align = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.align), &listener, sizeof listener);
    struct iovec part = {&listener, sizeof listener};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    return (int)syscall(SYS_sendmsg, socket, &message, 0, 0, 0, token);
}

static _Noreturn void make_call(const struct filter *filter, uint64_t token, int socket,
                                const struct seccomp_data *call, struct page *page) {
    struct sock_fprog program = {filter->len, filter->code};
    static const __u64 none[6] = {0};
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) _exit(101);
    int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    if (listener < 0) _exit(102);
    if (send_listener(socket, listener, token) < 0) _exit(103);
    page->value = call->arch == AUDIT_ARCH_I386 ? call_32(call->nr) : call_64(call->nr, call->args);
    page->returned = 1;
    for (;;) (void)call_64(SYS_exit_group, none);
}

// ---- the parent ----

static int receive_listener(int socket) {
    int number, fd = -1;
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {&number, sizeof number};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != sizeof number) return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header) memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

// Whether the process sleeps inside a call of that number.
static bool sleeps_in(pid_t pid, long number) {
    char path[32], text[128];
    (void)snprintf(path, sizeof path, "/proc/%d/syscall", (int)pid);
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (len <= 0) return false;
    text[len] = 0;
    char *end;
    return strtol(text, &end, 10) == number && end != text;
}

// Waits until the call is notified, over, or asleep. Leaves the process to be killed and reaped.
static enum end observe(pid_t pid, int pidfd, int listener, long number, struct seccomp_data *ret_call) {
    for (;;) {
        struct pollfd polled[] = {{.fd = listener, .events = POLLIN}, {.fd = pidfd, .events = POLLIN}};
        int count = poll(polled, 2, 10);
        if (count < 0) abort();
        if (polled[0].revents & POLLIN) {
            struct seccomp_notif call;
            memset(&call, 0, sizeof call);
            if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0) continue;
            *ret_call = call.data;
            return NOTIFIED;
        }
        if (polled[1].revents & POLLIN) return EXITED;
        if (count == 0 && sleeps_in(pid, number) && poll(polled, 1, 0) == 0) return SLEEPS;
    }
}

static struct outcome try_call(const struct filter *filter, uint64_t token, const struct seccomp_data *call,
                               struct page *page) {
    struct outcome outcome = {.end = KILLED};
    int pair[2], status;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) abort();
    cleanup_fd int ours = pair[0];
    *page = (struct page){0};
    pid_t pid = fork();
    if (pid < 0) abort();
    if (pid == 0) make_call(filter, token, pair[1], call, page);
    (void)close(pair[1]);
    cleanup_fd int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    cleanup_fd int listener = receive_listener(ours);
    if (pidfd < 0) abort();
    if (listener >= 0) outcome.end = observe(pid, pidfd, listener, call->nr, &outcome.call);
    bool over = outcome.end == EXITED;
    if (!over) (void)kill(pid, SIGKILL);
    if (waitpid(pid, &status, 0) != pid) abort();
    if (!over) return outcome;
    outcome.value = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    if (WIFSIGNALED(status)) outcome.end = KILLED;
    if (page->returned) outcome = (struct outcome){.end = RETURNED, .value = page->value};
    return outcome;
}

// Calls that are allowed and don't come back when made without arguments.
static const struct strange {
    int number;
    enum end end;
    long value;
    const char *reason;
} strange[] = {
    {SYS_exit, EXITED, 0, "ends the only thread"},
    {SYS_exit_group, EXITED, 0, "ends the process"},
    {SYS_rt_sigreturn, KILLED, SIGSEGV, "there is no signal frame to return from"},
    {SYS_pause, SLEEPS, 0, "waits for a signal"},
    {SYS_ppoll, SLEEPS, 0, "waits for no descriptor, without a time limit"},
    {SYS_select, SLEEPS, 0, "waits for no descriptor, without a time limit"},
    {SYS_pselect6, SLEEPS, 0, "waits for no descriptor, without a time limit"},
};

static struct strange usual_end(long number) {
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        if (strange[i].number == number) return strange[i];
    }
    return (struct strange){.end = RETURNED};
}

// Calls that newer kernels let pass by every filter (the exemption is in kernel/seccomp.c). Both serve uprobes and do
// nothing for a program on its own; an older kernel asks the filter, which refuses them.
static const struct strange exempt[] = {
    {335, KILLED, SIGILL, "uretprobe, since Linux 6.14: not called from its trampoline"},
    {336, RETURNED, -ENXIO, "uprobe, since Linux 6.18: not called from its trampoline"},
};

static bool is_exempt(const struct seccomp_data *call, const struct outcome *outcome) {
    for (size_t i = 0; i < sizeof exempt / sizeof *exempt; i++) {
        if (call->arch != AUDIT_ARCH_X86_64 || call->nr != exempt[i].number) continue;
        return outcome->end == exempt[i].end && outcome->value == exempt[i].value;
    }
    return false;
}

static void compare(struct checks *checks, const struct book *book, const struct seccomp_data *call,
                    const struct outcome *outcome) {
    uint32_t ruling = book_ruling(book, call);
    unsigned long failed = checks->failed;
    if (ruling == SECCOMP_RET_ALLOW) {
        struct strange expected =
            call->args[5] == book->token ? (struct strange){.end = RETURNED} : usual_end(call->nr);
        CHECK_EQUAL(outcome->end, expected.end);
        if (expected.end != RETURNED) CHECK_EQUAL(outcome->value, expected.value);
    } else if (ruling != SECCOMP_RET_USER_NOTIF) {
        CHECK_EQUAL(outcome->end, RETURNED);
        CHECK_EQUAL(outcome->value, -(long)(ruling & SECCOMP_RET_DATA));
    } else if (!is_exempt(call, outcome)) {
        CHECK_EQUAL(outcome->end, NOTIFIED);
        CHECK_EQUAL(outcome->call.nr, call->nr);
        CHECK_EQUAL(outcome->call.arch, call->arch);
        CHECK(memcmp(outcome->call.args, call->args, sizeof call->args) == 0);
    }
    if (checks->failed != failed) {
        (void)fprintf(stderr, "    call %d of architecture 0x%x in the kernel\n", call->nr, call->arch);
    }
}

static void try_all(struct checks *checks, const struct book *book, const struct filter *filter, uint32_t arch, int bit,
                    struct page *page) {
    for (int number = 0; number <= LAST_NUMBER; number++) {
        struct seccomp_data call = {.nr = number | bit, .arch = arch};
        struct outcome outcome = try_call(filter, book->token, &call, page);
        compare(checks, book, &call, &outcome);
    }
}

// With the secret a row's call goes through, and with a bit of it wrong, in either half, it does not.
static void try_token(struct checks *checks, const struct book *book, const struct filter *filter,
                      const struct rule *row, struct page *page) {
    const uint64_t tokens[] = {book->token, book->token ^ 1, book->token ^ 1ull << 63, (uint32_t)book->token,
                               book->token >> 32 << 32};
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        struct seccomp_data call = {.nr = row->number, .arch = AUDIT_ARCH_X86_64, .args = {77, 1, 2, 3, 4}};
        for (int k = 0; k < CONDITIONS_MAX && row->conditions[k].mask; k++)
            call.args[row->conditions[k].arg] = row->conditions[k].value;
        call.args[TOKEN_ARGUMENT] = tokens[i];
        struct outcome outcome = try_call(filter, book->token, &call, page);
        compare(checks, book, &call, &outcome);
        if (i == 0) CHECK(outcome.end == RETURNED && outcome.value < 0);
    }
}

void kernel_agrees(struct checks *checks, const struct book *book, const struct filter *filter) {
    struct page *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    // Calls without arguments speak of descriptor 0, and some change what it names: a file that nobody else has.
    int saved = fcntl(0, F_DUPFD_CLOEXEC, 3), own = memfd_create("descriptor-0", MFD_CLOEXEC);
    if (page == MAP_FAILED || own < 0) abort();
    (void)fflush(NULL);
    (void)dup2(own, 0);
    try_all(checks, book, filter, AUDIT_ARCH_X86_64, 0, page);
    try_all(checks, book, filter, AUDIT_ARCH_X86_64, X32_BIT, page);
    if (has_i386()) try_all(checks, book, filter, AUDIT_ARCH_I386, 0, page);
    else checks_skip("calls by int 0x80", "this kernel has no i386 emulation");
    for (uint16_t i = 0; i < book->first[NUMBERS_RULED]; i++) {
        if (rule_asks(book->rows[i], book->token)) try_token(checks, book, filter, book->rows[i], page);
    }
    if (saved >= 0) (void)dup2(saved, 0);
    close_fd(&saved);
    close_fd(&own);
    (void)munmap(page, sizeof *page);
}
