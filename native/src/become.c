// Process 2 of a cell. Read become_program from top to bottom: it gives up one power after the other, waits for its
// order, and then becomes the program.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "jail.h"
#include "landlock.h"
#include "policy.h"

enum { CELL_NICE = 5, CAPABILITY_LAST = 63, PROGRAM_FD = 64, OPEN_FILES = 256, ROOTLESS_ID = 1000 };

void become_unsignalled(void) {
    for (int number = 1; number < NSIG; number++) (void)signal(number, SIG_DFL);
    sigset_t none;
    (void)sigemptyset(&none);
    check(sigprocmask(SIG_SETMASK, &none, NULL), STEP_SESSION);
}

static void drop_bounding(void) {
    for (unsigned long capability = 0; capability <= CAPABILITY_LAST; capability++) {
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) continue;
        if (errno == EINVAL) break; // beyond the kernel's last one
        notice_fail(STEP_BOUNDING);
    }
}

// Where memory runs out, in the group or on the host, the program goes first, and neither its init nor the warden.
static void prefer_in_oom(void) {
    int fd = openat(PROC_FD, "self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    check(fd, STEP_OOM_SCORE);
    check(write(fd, "1000", 4) < 0 ? -1 : 0, STEP_OOM_SCORE);
    (void)close(fd);
}

// In a user namespace of its own the identity means nothing outside.
static void map_identity(void) {
    check(unshare(CLONE_NEWUSER), STEP_USER_NAMESPACE);
    const char *const maps[][2] = {
        {"self/setgroups", "deny"}, {"self/uid_map", "1000 0 1"}, {"self/gid_map", "1000 0 1"}};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        int fd = openat(PROC_FD, maps[i][0], O_WRONLY | O_CLOEXEC);
        check(fd, STEP_USER_NAMESPACE);
        check(write(fd, maps[i][1], strlen(maps[i][1])) < 0 ? -1 : 0, STEP_USER_NAMESPACE);
        (void)close(fd);
    }
}

static void leave_identity(const struct jail *jail) {
    uid_t id = jail->rootless ? ROOTLESS_ID : jail->program_id;
    if (jail->rootless) {
        map_identity();
        drop_bounding(); // the new namespace came with a full set
    } else {
        check(setgroups(0, NULL), STEP_IDENTITY);
    }
    check(setresgid(id, id, id), STEP_IDENTITY);
    check(setresuid(id, id, id), STEP_IDENTITY);
    jail_die_with_parent();
}

struct limit {
    __rlimit_resource_t resource;
    uint64_t soft, hard;
};

// What the host itself bounds lower stays lower. `token` is for the filter, where it is there already.
static void apply_limits(const struct limit *table, size_t count, uint64_t token) {
    for (size_t i = 0; i < count; i++) {
        struct rlimit now;
        check(getrlimit(table[i].resource, &now), STEP_RLIMIT);
        struct rlimit wanted = {
            .rlim_cur = table[i].soft < now.rlim_max ? table[i].soft : now.rlim_max,
            .rlim_max = table[i].hard < now.rlim_max ? table[i].hard : now.rlim_max,
        };
        check((int)syscall(SYS_setrlimit, table[i].resource, &wanted, 0, 0, 0, token), STEP_RLIMIT);
    }
}

// What is the same for every program.
static void limit_always(void) {
    static const struct limit table[] = {
        {RLIMIT_CORE, 1, 1}, // 0 would still feed a core_pattern that is a pipe
        {RLIMIT_MEMLOCK, 0, 0},      {RLIMIT_LOCKS, 0, 0}, {RLIMIT_MSGQUEUE, 0, 0},
        {RLIMIT_SIGPENDING, 64, 64}, {RLIMIT_NICE, 0, 0},  {RLIMIT_RTPRIO, 0, 0},
    };
    apply_limits(table, sizeof table / sizeof *table, 0);
}

static void drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}};
    check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), STEP_CAPABILITIES);
    check((int)syscall(SYS_capset, &header, none), STEP_CAPABILITIES);
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), STEP_NO_NEW_PRIVS);
}

static void enter_landlock(const struct jail *jail) {
    int r = landlock_enter(jail->policy);
    errno = -r;
    check(r, STEP_LANDLOCK);
}

// Neither half may be zero: see filter_arm.
static void make_token(uint64_t *ret_token) {
    do check(getrandom(ret_token, sizeof *ret_token, 0) == sizeof *ret_token ? 0 : -1, STEP_SECCOMP);
    while ((uint32_t)*ret_token == 0 || *ret_token >> 32 == 0);
}

// From here on only what the policy allows, and the calls that know the token. The listener, or -1.
static int install_filter(struct filter *filter, uint64_t token) {
    filter_arm(filter, token);
    struct sock_fprog program = {filter->len, filter->code};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

void become_confined(const struct jail *jail, void (*as_program)(void), uint64_t *ret_token) {
    int fds[READY_FDS];
    check(setsid(), STEP_SESSION);
    (void)umask(022);
    // A warden that is nicer already stays so: without privilege there is no way back.
    if (getpriority(PRIO_PROCESS, 0) < CELL_NICE) check(setpriority(PRIO_PROCESS, 0, CELL_NICE), STEP_NICE);
    prefer_in_oom();
    drop_bounding();
    check(chdir("/tmp"), STEP_SCRATCH);
    check(fds[READY_SCRATCH] = open("/tmp", O_PATH | O_DIRECTORY | O_CLOEXEC), STEP_SCRATCH);
    // The warden sends signals by this, to whoever is behind it and never to another.
    check(fds[READY_PROGRAM] = (int)syscall(SYS_pidfd_open, getpid(), 0), STEP_SESSION);
    leave_identity(jail);
    limit_always();
    if (as_program) as_program();
    drop_capabilities();
    enter_landlock(jail);
    make_token(ret_token);
    check(fds[READY_LISTENER] = install_filter(&jail->filters[jail->policy], *ret_token), STEP_SECCOMP);
    check(notice_send((struct notice){.kind = NOTICE_READY}, fds, READY_FDS, *ret_token), STEP_CONTROL);
    for (int i = 0; i < READY_FDS; i++) (void)close(fds[i]);
}

static char *split(char *at, const char *end, char **list, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        list[i] = at;
        at = at < end ? memchr(at, 0, (size_t)(end - at)) : NULL;
        if (!at) {
            errno = EPROTO;
            notice_fail(STEP_SPEC);
        }
        at++;
    }
    list[count] = NULL;
    return at;
}

static void take_descriptors(struct msghdr *message, struct received *job) {
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        if (header->cmsg_len > CMSG_LEN(sizeof job->fds)) continue;
        job->fds_count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(job->fds, CMSG_DATA(header), (size_t)job->fds_count * sizeof(int));
    }
}

static void place_descriptor(const struct received *job, int which, int at, int flags) {
    check((int)syscall(SYS_dup3, job->fds[which], at, flags, 0, 0, job->token), STEP_STDIO);
}

// stdin, stdout and stderr in their places, and the sealed socket in its own; all else closes at exec.
static void place_descriptors(const struct received *job) {
    if (!job->order.forked) place_descriptor(job, ORDER_PROGRAM, PROGRAM_FD, O_CLOEXEC);
    for (int i = 0; i < 3; i++) place_descriptor(job, i, i, 0);
    if (job->order.policy == POLICY_SEALED) place_descriptor(job, ORDER_SOCKET, SEALED_SOCKET, 0);
    if (job->order.terminal) check((int)syscall(SYS_ioctl, 0, TIOCSCTTY, 0, 0, 0, job->token), STEP_TERMINAL);
}

// What the memory group bounds has a far backstop here. CPU time has one where there is no group: a process that has
// this limit, whatever it is, is told its own time in ticks alone, and programs measure themselves.
static void limit_resources(const struct jail *jail, const struct received *job) {
    const struct order *order = &job->order;
    // Address space beyond data: of files and, where nobody counts them, of shared pages.
    const uint64_t far = 1ull << 40, reserve = (order->forked ? 512ull : 4096ull) << 20, shadow = 1ull << 47;
    bool sanitized = jail->tree == TREE_RUN_PROC;
    // Without a group the warden looks at the memory that is really used; what is asked for may be four times as much,
    // so that a program which goes beyond its limit is seen to. A fork server's copy may not: it is a hint, no verdict.
    uint64_t most = order->forked ? order->memory_bytes : 4 * order->memory_bytes;
    uint64_t data = sanitized ? shadow : order->grouped ? far : most;
    uint64_t space = sanitized ? shadow : order->grouped ? far : most + reserve;
    // What the spec asks for: a program that goes beyond it is told so by malloc, and may go on.
    if (!sanitized && order->address_space_bytes < space) space = order->address_space_bytes;
    // The kernel holds this limit against sampled ticks, seen up to a third above the time really spent.
    uint64_t cpu = order->cpu_ms / 500 + 2;
    const struct limit table[] = {
        {RLIMIT_CPU, order->grouped ? RLIM_INFINITY : cpu, order->grouped ? RLIM_INFINITY : cpu + 1},
        // No earlier: it also bounds what a rootless worker's cells, all of them together, have on the way to others.
        {RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES},
        {RLIMIT_AS, space, space},
        {RLIMIT_DATA, data, data},
        {RLIMIT_STACK, order->stack_bytes, order->stack_bytes},
        {RLIMIT_FSIZE, order->file_bytes, order->file_bytes},
        {RLIMIT_NPROC, order->tasks, order->tasks},
    };
    apply_limits(table, sizeof table / sizeof *table, job->token);
}

void become_ordered(const struct jail *jail, struct received *job) {
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int) * ORDER_FDS_MAX)];
    } control;
    struct iovec parts[] = {{&job->order, sizeof job->order}, {job->strings, sizeof job->strings}};
    struct msghdr message = {
        .msg_iov = parts, .msg_iovlen = 2, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t len = syscall(SYS_recvmsg, CONTROL_FD, &message, MSG_CMSG_CLOEXEC, 0, 0, job->token);
    if (len == 0) _exit(0); // the warden is gone, or no longer wants this cell
    check(len < 0 ? -1 : 0, STEP_CONTROL);
    take_descriptors(&message, job);
    const struct order *order = &job->order;
    bool whole = (size_t)len == sizeof *order + order->string_bytes && !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
    if (!whole || order->args > ORDER_ARGS_MAX || order->env > ORDER_ENV_MAX || order->policy != jail->policy ||
        job->fds_count != order_fds(order)) {
        errno = EPROTO;
        notice_fail(STEP_SPEC);
    }
    const char *end = job->strings + order->string_bytes;
    (void)split(split(job->strings, end, job->args, order->args), end, job->env, order->env);
    place_descriptors(job);
    limit_resources(jail, job);
    check(notice_send((struct notice){.kind = NOTICE_BEGUN}, NULL, 0, job->token), STEP_CONTROL);
}

_Noreturn void become_program(const struct jail *jail) {
    struct received *job = calloc(1, sizeof *job);
    if (!job) notice_fail(STEP_CONTROL);
    become_unsignalled();
    become_confined(jail, NULL, &job->token);
    become_ordered(jail, job);
    (void)syscall(SYS_execveat, PROGRAM_FD, "", job->args, job->env, AT_EMPTY_PATH, job->token);
    notice_fail(STEP_EXEC);
}
