// Keepers and what they share with zygotes, from the warden's side.
#include <errno.h>
#include <linux/sched.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cell.h"
#include "clock.h"
#include "fd.h"
#include "nursery.h"

int nursery_watch(struct warden *warden, const struct nursery *nursery, enum watch_kind kind, enum watch_kind end) {
    int r = watch_raw(warden, kind, nursery->slot, nursery->serial, nursery->socket, EPOLLIN);
    return r < 0 ? r : watch_raw(warden, end, nursery->slot, nursery->serial, nursery->pidfd, EPOLLIN);
}

static const struct nursery *nursery_of(const struct warden *warden, const struct cell *cell) {
    return cell->zygote ? &cell->zygote->nursery : &warden->keepers[cell->slot].nursery;
}

bool nursery_bears(const struct warden *warden, const struct nursery *nursery, const struct cell *cell) {
    return cell->state != CELL_EMPTY && nursery_of(warden, cell) == nursery;
}

static int send_request(const struct nursery *nursery, const struct zygote_request *request, int fd) {
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof fd)];
    } control = {.align = {.cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.align), &fd, sizeof fd);
    struct zygote_request copy = *request;
    struct iovec part = {&copy, sizeof copy};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    return sendmsg(nursery->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

int nursery_request(const struct warden *warden, const struct cell *cell, int cell_socket) {
    struct zygote_request request = {
        .serial = cell->serial,
        .program_id = warden->identity_base + 1 + cell->slot,
        .tree = (uint32_t)cell->tree,
        .policy = (uint32_t)cell->policy,
    };
    return send_request(nursery_of(warden, cell), &request, cell_socket);
}

void keeper_bury(const struct warden *warden, unsigned slot, int fd) {
    const struct nursery *nursery = &warden->keepers[slot].nursery;
    struct zygote_request request = {.tree = TREE_COUNT};
    if (fd >= 0 && nursery->used) (void)send_request(nursery, &request, fd);
    close_fd(&fd);
}

bool nursery_failed(struct warden *warden, struct nursery *nursery, bool *ret_ready, enum cell_step *ret_step,
                    int *ret_error) {
    union {
        struct zygote_reply reply;
        struct notice notice; // from before its readiness, when that fails
    } words;
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {&words, sizeof words};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t len = recvmsg(nursery->socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    *ret_ready = false;
    if (len == sizeof words.notice) {
        *ret_step = (enum cell_step)words.notice.step;
        *ret_error = words.notice.error;
        return true;
    }
    if (len == 0) (void)epoll_ctl(warden->epoll, EPOLL_CTL_DEL, nursery->socket, NULL); // its pidfd tells the rest
    if (len != sizeof words.reply) return false;
    int pidfd = -1;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS) memcpy(&pidfd, CMSG_DATA(header), sizeof pidfd);
    if (words.reply.serial != 0) cell_cloned(warden, words.reply.serial, words.reply.pid, pidfd);
    else *ret_ready = true;
    return false;
}

static bool is_known(const struct warden *warden, pid_t pid) {
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        const struct cell *cell = &warden->cells[slot];
        const struct nursery *nursery = &warden->keepers[slot].nursery;
        if (cell->state != CELL_EMPTY && cell->pidfd >= 0 && cell->init == pid) return true;
        if (nursery->used && nursery->pid == pid) return true;
    }
    for (unsigned slot = 0; slot < ZYGOTES_MAX; slot++) {
        if (warden->zygotes[slot].nursery.used && warden->zygotes[slot].nursery.pid == pid) return true;
    }
    for (unsigned i = 0; i < warden->doomed_count; i++) {
        if (warden->doomed[i].pid == pid) return true;
    }
    return false;
}

// A cell whose nursery has not told of it yet: a child that nobody knows may be its first process.
static bool is_unborn(const struct cell *cell) {
    return (cell->state == CELL_WARMING || cell->state == CELL_WARM) && cell->pidfd < 0;
}

static bool awaits_births(const struct warden *warden) {
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        if (is_unborn(&warden->cells[slot])) return true;
    }
    return false;
}

void nursery_reap_strays(struct warden *warden) {
    while (warden->child_ended && !awaits_births(warden)) {
        siginfo_t child = {0};
        if (waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) < 0) return;
        if (child.si_pid != 0 && is_known(warden, child.si_pid)) return; // its own event is about to come
        if (child.si_pid == 0) warden->child_ended = false;
        else (void)waitpid(child.si_pid, NULL, WNOHANG);
    }
}

pid_t nursery_stop(struct warden *warden, struct nursery *nursery) {
    if (!nursery->used) return 0;
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        struct cell *cell = &warden->cells[slot];
        if (!nursery_bears(warden, nursery, cell) || !is_unborn(cell)) continue;
        if (cell->has_job) cell_orphaned(warden, cell);
        else cell_destroy(warden, cell);
    }
    pid_t pid = nursery->pidfd >= 0 ? nursery->pid : 0;
    if (pid > 0) (void)syscall(SYS_pidfd_send_signal, nursery->pidfd, SIGKILL, NULL, 0);
    close_fd(&nursery->pidfd);
    close_fd(&nursery->socket);
    nursery->used = false;
    return pid;
}

// A keeper, and each init that it clones, lives on with what the warden had in memory: of all jobs, that is.
static void forget_jobs(struct warden *warden) {
    bytes_free(&warden->in);
    bytes_free(&warden->out);
    if (warden->coming) spec_free(warden->coming);
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        bytes_free(&warden->cells[slot].live);
        spec_free(&warden->cells[slot].spec);
    }
    (void)malloc_trim(0); // what was freed before
}

static int spawn(struct warden *warden, struct keeper *keeper) {
    struct nursery *nursery = &keeper->nursery;
    int r = cgroup_create(&warden->groups, nursery->serial, &keeper->group);
    if (r < 0) return r;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return -errno;
    nursery->socket = pair[0];
    cleanup_fd int theirs = pair[1];
    struct clone_args args = {.flags = CLONE_PIDFD, .pidfd = (__u64)(uintptr_t)&nursery->pidfd, .exit_signal = SIGCHLD};
    const bool born_inside = warden->groups.version == 2;
    if (born_inside) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (__u64)keeper->group.dir[CGROUP_MEMORY];
    }
    nursery->pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
    if (nursery->pid < 0) return -errno;
    if (nursery->pid == 0) {
        forget_jobs(warden);
        struct jail jail = {
            .rootless = warden->rootless,
            .init_id = warden->identity_base,
            .control = theirs,
            .proc = warden->proc,
            .filters = warden->filters,
        };
        keeper_main(&jail, keeper->group.dir, born_inside ? 0 : CGROUP_KINDS);
    }
    return nursery_watch(warden, nursery, WATCH_KEEPER, WATCH_KEEPER_END);
}

int keeper_need(struct warden *warden, unsigned slot) {
    struct keeper *keeper = &warden->keepers[slot];
    if (keeper->nursery.used) return 0;
    *keeper = (struct keeper){
        .nursery = {.used = true, .slot = slot, .serial = ++warden->serial, .pidfd = -1, .socket = -1},
        .group = CGROUP_NONE,
    };
    int r = spawn(warden, keeper);
    if (r < 0) keeper_stop(warden, keeper);
    return r;
}

uint64_t keeper_cpu_us(const struct warden *warden, unsigned slot) {
    const struct nursery *nursery = &warden->keepers[slot].nursery;
    return nursery->used ? clock_of(nursery->pid) : 0;
}

void keeper_stop(struct warden *warden, struct keeper *keeper) {
    struct doomed doomed = {.pid = nursery_stop(warden, &keeper->nursery), .group = CGROUP_NONE};
    const struct cell *cell = &warden->cells[keeper->nursery.slot];
    bool counting = cell->state != CELL_EMPTY && cell->group == &keeper->group; // it goes on without its keeper
    if (!counting && keeper->group.made && cgroup_remove(&warden->groups, &keeper->group) < 0) {
        doomed.group = keeper->group;
        keeper->group.made = false;
    }
    if (doomed.pid > 0 || doomed.group.made) warden->doomed[warden->doomed_count++] = doomed;
}

// Whether nothing is left. The kernel may hold a group's last task for a while after it has been reaped.
static bool is_gone(const struct warden *warden, struct doomed *doomed) {
    if (doomed->pid > 0 && waitpid(doomed->pid, NULL, WNOHANG) == 0) return false;
    doomed->pid = 0;
    return !doomed->group.made || cgroup_remove(&warden->groups, &doomed->group) == 0;
}

bool keepers_tidy(struct warden *warden) {
    enum { TRIES = 16 }; // in one turn of the loop
    unsigned before = warden->doomed_count;
    for (unsigned tries = 0; tries < TRIES && warden->doomed_count > 0; tries++) {
        struct doomed *doomed = &warden->doomed[warden->doomed_next++ % warden->doomed_count];
        if (is_gone(warden, doomed)) *doomed = warden->doomed[--warden->doomed_count];
    }
    return warden->doomed_count < before;
}

void keepers_await(struct warden *warden) {
    for (unsigned i = 0; i < warden->doomed_count; i++) {
        pid_t pid = warden->doomed[i].pid;
        while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
    }
}

void keeper_event(struct warden *warden, struct keeper *keeper, enum watch_kind kind) {
    bool ready;
    enum cell_step step;
    int error;
    if (kind == WATCH_KEEPER_END || nursery_failed(warden, &keeper->nursery, &ready, &step, &error)) {
        cell_failed_ahead(warden);
        keeper_stop(warden, keeper);
    }
}
