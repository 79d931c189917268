// Requests and replies of the processes that clone cells, and the keeper, the plainest of them.
#include "nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"

int nursery_receive(struct zygote_request *ret_request) {
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {ret_request, sizeof *ret_request};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t len;
    do len = recvmsg(CONTROL_FD, &message, MSG_CMSG_CLOEXEC);
    while (len < 0 && errno == EINTR);
    const struct cmsghdr *header = len == sizeof *ret_request ? CMSG_FIRSTHDR(&message) : NULL;
    if (!header) _exit(0);
    int fd;
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

// NOLINTNEXTLINE(readability-non-const-parameter): the kernel writes there
pid_t nursery_clone(int *ret_pidfd) {
    const __u64 namespaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
    struct clone_args args = {.flags = (__u64)CLONE_PIDFD | CLONE_PARENT | namespaces,
                              .pidfd = (__u64)(uintptr_t)ret_pidfd};
    return (pid_t)syscall(SYS_clone3, &args, sizeof args);
}

void nursery_reply(uint32_t serial, int pid, int pidfd) {
    struct zygote_reply answer = {.serial = serial, .pid = pid};
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {.align = {.cmsg_len = CMSG_LEN(sizeof pidfd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.align), &pidfd, sizeof pidfd);
    struct iovec part = {&answer, sizeof answer};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (pidfd >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
    }
    if (sendmsg(CONTROL_FD, &message, MSG_NOSIGNAL) < 0) _exit(0);
}

// Entering a group takes milliseconds in the kernel, in which nobody else on the host can fork, which is why the warden
// doesn't do it for each cell. With version 2, where it would have to, keepers are born inside.
static void enter_group(int directory) {
    cleanup_fd int fd = openat(directory, "cgroup.procs", O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "0", 1) < 0) _exit(1);
}

_Noreturn void keeper_main(const struct jail *jail, const int *groups, unsigned groups_count) {
    struct jail own = *jail;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) _exit(1);
    for (unsigned i = 0; i < groups_count; i++) {
        if (groups[i] >= 0) enter_group(groups[i]);
    }
    jail_keep_descriptors(jail);
    own.proc = PROC_FD;
    nursery_reply(0, 0, -1);
    for (;;) {
        struct zygote_request request;
        cleanup_fd int fd = nursery_receive(&request), pidfd = -1;
        if (request.tree >= TREE_COUNT) continue; // the last owner's end is slow, and nobody else waits for it
        pid_t pid = nursery_clone(&pidfd);
        if (pid == 0) {
            own.tree = (enum jail_tree)request.tree;
            own.policy = (enum cell_policy)request.policy;
            own.program_id = request.program_id;
            own.control = fd;
            jail_main(&own);
        }
        nursery_reply(request.serial, pid < 0 ? -errno : pid, pidfd);
    }
}
