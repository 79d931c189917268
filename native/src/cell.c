// A cell's life, from clone3 to the last waitpid, and what it says on the way.
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"

static void start(struct warden *warden, struct cell *cell);

uint64_t now_us(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

int watch_raw(struct warden *warden, enum watch_kind kind, unsigned slot, uint32_t serial, int fd, uint32_t events) {
    struct epoll_event event = {.events = events};
    event.data.u64 = (uint64_t)kind | (uint64_t)slot << 8 | (uint64_t)serial << 32;
    if (epoll_ctl(warden->epoll, EPOLL_CTL_ADD, fd, &event) == 0) return 0;
    if (errno == EEXIST && epoll_ctl(warden->epoll, EPOLL_CTL_MOD, fd, &event) == 0) return 0;
    return -errno;
}

int watch(struct warden *warden, const struct cell *cell, enum watch_kind kind, int fd, uint32_t events) {
    return watch_raw(warden, kind, cell ? cell->slot : 0, cell ? cell->serial : 0, fd, events);
}

// ---- birth ----

static struct cell *free_slot(struct warden *warden) {
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        struct cell *cell = &warden->cells[slot];
        if (cell->state == CELL_EMPTY) return cell;
    }
    return NULL;
}

void cell_failed_ahead(struct warden *warden) { warden->refill_us = now_us() + 1000000; }

// It never began: its job has failed, and the loop takes it down.
static void abandon(struct warden *warden, struct cell *cell, enum cell_step step, int error) {
    cell_fail(warden, cell, step, error);
    if (cell->has_job) cell_report(warden, cell, 0, 0);
    else cell_failed_ahead(warden);
    cell->state = CELL_OVER;
}

static int spawn(struct warden *warden, struct cell *cell, enum cell_step *ret_step) {
    int pair[2];
    *ret_step = STEP_CONTROL;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return -errno;
    cell->socket = pair[0];
    cleanup_fd int theirs = pair[1];
    const int order_bytes = ORDER_STRING_BYTES_MAX + (int)sizeof(struct order); // an order is one message
    if (setsockopt(cell->socket, SOL_SOCKET, SO_SNDBUF, &order_bytes, sizeof order_bytes) < 0) return -errno;
    *ret_step = STEP_TIMER;
    cell->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (cell->timer < 0) return -errno;
    *ret_step = STEP_KEEPER;
    int r = keeper_need(warden, cell->slot);
    if (r < 0) return r;
    bool grouped = !cell->zygote && warden->groups.version != 0;
    cell->group = grouped ? &warden->keepers[cell->slot].group : NULL;
    *ret_step = cell->zygote ? STEP_ZYGOTE : STEP_KEEPER;
    r = nursery_request(warden, cell, theirs);
    return r < 0 ? r : watch(warden, cell, WATCH_SOCKET, cell->socket, EPOLLIN);
}

static int open_mounts(const struct warden *warden, pid_t pid) {
    char path[32];
    (void)snprintf(path, sizeof path, "%d/ns/mnt", (int)pid);
    return openat(warden->proc, path, O_RDONLY | O_CLOEXEC);
}

void cell_cloned(struct warden *warden, uint32_t serial, pid_t pid, int pidfd) {
    struct cell *cell = NULL;
    for (unsigned slot = 0; slot < warden->cells_count && !cell; slot++) {
        if (warden->cells[slot].serial == serial && warden->cells[slot].state != CELL_EMPTY)
            cell = &warden->cells[slot];
    }
    if (!cell) { // taken down meanwhile
        if (pid > 0) (void)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
        close_fd(&pidfd);
        return;
    }
    cell->init = pid;
    cell->pidfd = pidfd;
    if (pid > 0) cell->mounts = open_mounts(warden, pid);
    int r = pid < 0 ? pid : pidfd < 0 ? -EMFILE : watch(warden, cell, WATCH_END, cell->pidfd, EPOLLIN);
    if (r == 0) r = watch(warden, cell, WATCH_TIMER, cell->timer, EPOLLIN);
    if (r < 0) abandon(warden, cell, STEP_CLONE, -r);
    // Its own words may come before the nursery's: what was ended meanwhile could not be killed.
    else if (cell->decided) cell_end(warden, cell, cell->cause);
    else if (cell->state == CELL_WARM && cell->has_job) start(warden, cell);
}

void cell_orphaned(struct warden *warden, struct cell *cell) {
    abandon(warden, cell, cell->zygote ? STEP_ZYGOTE : STEP_KEEPER, ESRCH);
}

int cell_make(struct warden *warden, const struct kind *kind, struct cell **ret_cell, enum cell_step *ret_step) {
    struct cell *cell = free_slot(warden);
    *ret_step = STEP_SLOT;
    if (!cell || warden->doomed_count + 2 * warden->cells_count > DOOMED_MAX) return -EAGAIN;
    *cell = (struct cell){
        .state = CELL_WARMING,
        .slot = (unsigned)(cell - warden->cells),
        .serial = ++warden->serial,
        .tree = kind->tree,
        .policy = kind->policy,
        .zygote = kind->zygote,
        .shared_bytes = kind->zygote ? kind->zygote->shared_bytes : 0,
        .pidfd = -1,
        .program = -1,
        .socket = -1,
        .scratch = -1,
        .mounts = -1,
        .listener = -1,
        .timer = -1,
        .input = -1,
        .output = {-1, -1},
    };
    int r = spawn(warden, cell, ret_step);
    if (r < 0) {
        cell_destroy(warden, cell);
        return r;
    }
    *ret_cell = cell;
    return 0;
}

// ---- death ----

static void drop_job(struct warden *warden, struct cell *cell) {
    // The other end of a pipe that was never taken would wait for ever.
    if (cell->spec.stdin_pipe) (void)close(link_take(warden, cell->spec.stdin_pipe, 0));
    if (cell->spec.stdout_pipe) (void)close(link_take(warden, cell->spec.stdout_pipe, 1));
    close_fd(&cell->input);
    close_fd(&cell->output[0]);
    close_fd(&cell->output[1]);
    close_fd(&cell->listener);
    close_fd(&cell->program);
    bytes_free(&cell->live);
    spec_free(&cell->spec);
    cell->has_job = false;
}

void cell_destroy(struct warden *warden, struct cell *cell) {
    if (cell->pidfd >= 0) {
        cell_kill(warden, cell);
        while (waitpid(cell->init, NULL, 0) < 0 && errno == EINTR) continue;
        close_fd(&cell->pidfd);
    }
    drop_job(warden, cell);
    close_fd(&cell->socket);
    close_fd(&cell->timer);
    // The last holds on the mount namespace and the scratch directory.
    keeper_bury(warden, cell->slot, take_fd(&cell->mounts));
    keeper_bury(warden, cell->slot, take_fd(&cell->scratch));
    struct keeper *keeper = &warden->keepers[cell->slot];
    // Version 2 can't set a group's peak back: each cell has a new one. And a keeper may have died before its cell.
    bool spent = cell->group && (warden->groups.version == 2 || !keeper->nursery.used ||
                                 cgroup_memory(&warden->groups, cell->group) > LEFTOVER_BYTES_MAX);
    cell->state = CELL_EMPTY;
    if (spent) keeper_stop(warden, keeper);
}

// ---- what the cell says ----

static void start(struct warden *warden, struct cell *cell) {
    enum cell_step step;
    cell->state = CELL_RUNNING;
    int r = cell_start(warden, cell, &step);
    if (r < 0) cell_fail(warden, cell, step, -r);
    else if (r > 0) cell_end(warden, cell, CAUSE_REFUSED);
    else if (cell->place != PLACE_HELD) cell_put(warden, cell, cell->place);
    else cell_arm(warden, cell, cell->started_us, 0);
}

// What an exec fails with because of the image, which artifact.c has looked at already. All else is of the moment or of
// the host: no interpreter in the tree, somebody's security module.
static bool is_of_image(int error) { return error == ENOEXEC || error == EINVAL || error == E2BIG; }

static void on_failed(struct warden *warden, struct cell *cell, const struct notice *notice) {
    // An artifact that the kernel won't have is the artifact's fault; a tool that won't start is ours.
    if (notice->step == STEP_EXEC && cell->has_job && cell->spec.has_blob && is_of_image(notice->error)) {
        cell->refusal = "the kernel refuses to load it";
        cell_end(warden, cell, CAUSE_REFUSED);
        return;
    }
    cell_fail(warden, cell, (enum cell_step)notice->step, notice->error);
}

// Takes what comes with a cell's readiness. 0, or -errno with *ret_step.
static int become_warm(struct warden *warden, struct cell *cell, const int *fds, enum cell_step *ret_step) {
    cell->state = CELL_WARM;
    cell->scratch = fds[READY_SCRATCH];
    cell->program = fds[READY_PROGRAM];
    cell->listener = fds[READY_LISTENER];
    *ret_step = STEP_CONTROL;
    if (cell->listener < 0) return -EMFILE; // no descriptor was left for it, or for one before it
    *ret_step = STEP_LISTENER;
    int r = watch(warden, cell, WATCH_LISTENER, cell->listener, EPOLLIN);
    if (r < 0) return r;
    *ret_step = STEP_CGROUP_LIMIT;
    return cell->group ? cell_note_zeros(warden, cell) : 0;
}

static void on_ready(struct warden *warden, struct cell *cell, const int *fds) {
    enum cell_step step;
    int r = become_warm(warden, cell, fds, &step);
    if (r < 0) cell_fail(warden, cell, step, -r);
    else if (cell->decided) cell_end(warden, cell, cell->cause);     // killed before it could be
    else if (cell->has_job && cell->pidfd >= 0) start(warden, cell); // without it its end would not be seen
}

static void on_notice(struct warden *warden, struct cell *cell, const struct notice *notice, const int *fds) {
    switch (notice->kind) {
    case NOTICE_READY:
        on_ready(warden, cell, fds);
        return;
    case NOTICE_BEGUN:
        cell->has_notice_begun = true;
        cell_meets_program(cell);
        if (cell->spec.terminal) cell_feed_on(warden, cell);
        return;
    case NOTICE_ENDED:
        cell->has_notice_ended = true;
        cell->ended = *notice;
        return;
    default:
        on_failed(warden, cell, notice);
    }
}

void cell_hear(struct warden *warden, struct cell *cell) {
    for (;;) {
        struct notice notice;
        union {
            struct cmsghdr align;
            char space[CMSG_SPACE(sizeof(int) * READY_FDS)];
        } control;
        struct iovec part = {&notice, sizeof notice};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        ssize_t len = recvmsg(cell->socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (len <= 0) {
            if (len == 0) (void)epoll_ctl(warden->epoll, EPOLL_CTL_DEL, cell->socket, NULL);
            return;
        }
        int fds[READY_FDS] = {-1, -1, -1};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len <= CMSG_LEN(sizeof fds))
            memcpy(fds, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
        if (len != sizeof notice) continue;
        on_notice(warden, cell, &notice, fds);
    }
}

// A call that the policy refuses. Its caller sleeps in the kernel until it is killed, or until a signal that it handles
// takes the call back unread: nothing is ever continued.
static void on_listener(struct warden *warden, struct cell *cell, uint32_t events) {
    if (!(events & EPOLLIN)) { // all that it listened to have ended
        close_fd(&cell->listener);
        return;
    }
    struct seccomp_notif call;
    memset(&call, 0, sizeof call);
    if (ioctl(cell->listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0) return; // taken back
    cell_hear(warden, cell);                                                // its beginning may not have been heard yet
    if (!cell->has_notice_begun) {
        cell_fail(warden, cell, STEP_SECCOMP, EPERM); // of our own code, which makes no such call
        return;
    }
    if (!cell->decided) {
        cell->forbidden = (struct forbidden){.arch = call.data.arch, .number = call.data.nr};
        for (int i = 0; i < 6; i++) cell->forbidden.args[i] = call.data.args[i];
    }
    cell_end(warden, cell, CAUSE_SYSCALL);
}

void cell_event(struct warden *warden, struct cell *cell, enum watch_kind kind, uint32_t events) {
    switch (kind) {
    case WATCH_SOCKET:
        cell_hear(warden, cell);
        return;
    case WATCH_LISTENER:
        if (cell->listener >= 0) on_listener(warden, cell, events);
        return;
    case WATCH_STDOUT:
    case WATCH_STDERR:
        if (cell->output[kind == WATCH_STDERR] >= 0) (void)cell_take_output(warden, cell, kind == WATCH_STDERR);
        return;
    case WATCH_STDIN:
        cell_feed_on(warden, cell);
        return;
    case WATCH_TIMER:
        cell_on_timer(warden, cell);
        return;
    case WATCH_END:
        cell_on_end(warden, cell);
        return;
    case WATCH_CONTROL:
    case WATCH_CHILDREN:
    case WATCH_ZYGOTE:
    case WATCH_ZYGOTE_END:
    case WATCH_KEEPER:
    case WATCH_KEEPER_END:
        return;
    }
}

void cell_assign(struct warden *warden, struct cell *cell, uint32_t id, struct spec *spec) {
    warden->stirred_us = now_us();
    cell->has_job = true;
    cell->id = id;
    cell->spec = *spec;
    *spec = (struct spec){0};
    if (cell->state == CELL_WARM && cell->pidfd >= 0) start(warden, cell);
}
