// Process 1 of a cell. Read jail_main from top to bottom: it makes the place in which the program will live.
//
// This is trusted code: nothing hostile runs before process 2 calls execveat, and by then all of this is done.
#include "jail.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

const struct scratch_size scratch_default[TREE_COUNT] = {
    [TREE_RUN] = {16 << 20, 1000},
    [TREE_RUN_PROC] = {16 << 20, 1000},
    [TREE_COMPILE] = {128 << 20, 4000},
};

static const char *const tree_path[TREE_COUNT] = {
    [TREE_RUN] = "/run",
    [TREE_RUN_PROC] = "/run",
    [TREE_COMPILE] = "/compile",
};

int notice_send(struct notice notice, const int *fds, unsigned fds_count, uint64_t token) {
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int) * READY_FDS)];
    } control = {0};
    struct iovec part = {&notice, sizeof notice};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    size_t size = sizeof *fds * fds_count;
    if (size > 0) {
        control.align = (struct cmsghdr){CMSG_LEN(size), SOL_SOCKET, SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.align), fds, size);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(size);
    }
    // A sixth argument is nothing to the kernel, but the filter looks at it.
    return syscall(SYS_sendmsg, CONTROL_FD, &message, 0, 0, 0, token) < 0 ? -1 : 0;
}

_Noreturn void notice_fail(enum cell_step step) {
    struct notice notice = {.kind = NOTICE_FAILED, .step = step, .error = errno};
    (void)!write(CONTROL_FD, &notice, sizeof notice);
    _exit(1);
}

void jail_die_with_parent(void) {
    check(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), STEP_PARENT);
    // A parent that died before this was said has closed its end of the socket.
    struct pollfd control = {.fd = CONTROL_FD};
    if (poll(&control, 1, 0) == 1 && (control.revents & POLLHUP)) _exit(1);
}

void jail_keep_descriptors(const struct jail *jail) {
    int control = fcntl(jail->control, F_DUPFD_CLOEXEC, PROC_FD + 1);
    int proc = fcntl(jail->proc, F_DUPFD_CLOEXEC, PROC_FD + 1);
    if (control < 0 || proc < 0) _exit(1);
    if (dup3(control, CONTROL_FD, O_CLOEXEC) < 0) _exit(1);
    check(dup3(proc, PROC_FD, O_CLOEXEC), STEP_DESCRIPTORS);
    check((int)syscall(SYS_close_range, 3, CONTROL_FD - 1, 0), STEP_DESCRIPTORS);
    check((int)syscall(SYS_close_range, PROC_FD + 1, ~0u, 0), STEP_DESCRIPTORS);
}

static void mount_scratch(const struct jail *jail, const char *target) {
    char options[96];
    const struct scratch_size *size = &scratch_default[jail->tree];
    uid_t owner = jail->rootless ? 0 : jail->program_id;
    (void)snprintf(options, sizeof options, "mode=0700,uid=%u,gid=%u,size=%llu,nr_inodes=%u", owner, owner,
                   (unsigned long long)size->bytes, size->inodes);
    check(mount("scratch", target, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options), STEP_SCRATCH);
}

// Sanitizers read their own maps; `subset=pid` leaves nothing but the cell's own two processes to be seen.
static void mount_proc(void) {
    unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY;
    check(mount("proc", "/run/proc", "proc", flags, "subset=pid,hidepid=invisible"), STEP_PROC);
}

// Makes the tree the only thing there is: pivot_root onto itself, then the old root is dropped.
static void enter_tree(const struct jail *jail) {
    check(chdir(tree_path[jail->tree]), STEP_PIVOT);
    check((int)syscall(SYS_pivot_root, ".", "."), STEP_PIVOT);
    check(umount2(".", MNT_DETACH), STEP_PIVOT);
    check(chdir("/"), STEP_PIVOT);
}

static void drop_power(const struct jail *jail) {
    if (!jail->rootless) {
        check(setgroups(0, NULL), STEP_IDENTITY);
        check(setresgid(jail->init_id, jail->init_id, jail->init_id), STEP_IDENTITY);
        check(setresuid(jail->init_id, jail->init_id, jail->init_id), STEP_IDENTITY);
    }
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}};
    check((int)syscall(SYS_capset, &header, none), STEP_CAPABILITIES);
    jail_die_with_parent();
}

// Init's own whitelist: wait for children, say how the program ended, leave.
static void lock_init(void) {
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_wait4, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrusage, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, (struct sock_filter *)(uintptr_t)code};
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), STEP_NO_NEW_PRIVS);
    check((int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program), STEP_SECCOMP);
}

static void tell_end(int status) {
    struct rusage usage;
    (void)getrusage(RUSAGE_CHILDREN, &usage);
    struct notice notice = {
        .kind = NOTICE_ENDED,
        .status = status,
        .cpu_us = clock_of_usage(&usage),
        .peak_bytes = (uint64_t)usage.ru_maxrss * 1024,
    };
    (void)!write(CONTROL_FD, &notice, sizeof notice);
}

// The next child that has ended; 0 where none has yet and `options` says not to wait, -1 where there is none.
static pid_t reap(int *ret_status, int options) {
    pid_t pid;
    do pid = wait4(-1, ret_status, options, NULL);
    while (pid < 0 && errno == EINTR);
    return pid;
}

// Reaps whatever is left to it. What outlives the program goes on to its own end, as what it writes is output too; the
// warden knows by the first notice that the program's end is not to be waited for, and by the second what all have
// used.
static _Noreturn void wait_for(pid_t program) {
    int status, other;
    pid_t pid;
    do {
        pid = reap(&status, 0);
        if (pid < 0) notice_fail(STEP_WAIT);
    } while (pid != program);
    do pid = reap(&other, WNOHANG);
    while (pid > 0);
    if (pid == 0) {
        tell_end(status);
        while (reap(&other, 0) > 0) continue;
    }
    tell_end(status);
    _exit(0);
}

static void leave_group_and_name(void) {
    check(unshare(CLONE_NEWCGROUP), STEP_NAMESPACE);
    check(sethostname("cellblock", 9), STEP_HOSTNAME);
}

void jail_furnish(const struct jail *jail) {
    leave_group_and_name();
    mount_scratch(jail, "/tmp");
    check(chdir("/tmp"), STEP_SCRATCH);
}

void jail_make(const struct jail *jail) {
    char scratch[32];
    jail_keep_descriptors(jail);
    jail_die_with_parent();
    leave_group_and_name();
    (void)snprintf(scratch, sizeof scratch, "%s/tmp", tree_path[jail->tree]);
    mount_scratch(jail, scratch);
    if (jail->tree == TREE_RUN_PROC) mount_proc();
    enter_tree(jail);
}

_Noreturn void jail_main(const struct jail *jail) {
    jail_make(jail);
    pid_t program = fork();
    check(program, STEP_FORK);
    if (program == 0) become_program(jail);
    drop_power(jail);
    lock_init();
    wait_for(program);
}
