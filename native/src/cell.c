// A cell's life, from clone3 to the last waitpid. Decisions (why it ended) are made here and nowhere else.
#include "cell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "fd.h"
#include "memory.h"

// Without a group the memory of each process is looked at so often, and its peak once more at the end. That peak
// includes the pages of libraries, which are nobody's alone.
enum { MEMORY_CHECK_US = 20000, LIBRARY_BYTES = 4 << 20 };

static void fail(struct warden *warden, struct cell *cell, enum cell_step step, int error);
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
        if (cell->state != CELL_EMPTY) continue;
        struct cgroup *doomed = &warden->doomed[slot];
        if (!doomed->made || cgroup_remove(&warden->groups, doomed) == 0) return cell;
    }
    return NULL;
}

void cell_failed_ahead(struct warden *warden) { warden->refill_us = now_us() + 1000000; }

// It never began: its job has failed, and the loop takes it down.
static void abandon(struct warden *warden, struct cell *cell, enum cell_step step, int error) {
    fail(warden, cell, step, error);
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
        if (pid > 0) (void)waitpid(pid, NULL, 0);
        close_fd(&pidfd);
        if (warden->strays > 0) warden->strays--; // counted when it was taken down
        return;
    }
    cell->init = pid;
    cell->pidfd = pidfd;
    if (pid > 0 && pidfd < 0) warden->strays++; // no descriptor was left for it
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

int cell_make(struct warden *warden, enum jail_tree tree, struct zygote *zygote, struct cell **ret_cell,
              enum cell_step *ret_step) {
    struct cell *cell = free_slot(warden);
    *ret_step = STEP_SLOT;
    if (!cell) return -EAGAIN;
    *cell = (struct cell){
        .state = CELL_WARMING,
        .slot = (unsigned)(cell - warden->cells),
        .serial = ++warden->serial,
        .tree = tree,
        .zygote = zygote,
        .shared_bytes = zygote ? zygote->shared_bytes : 0,
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

// CPU time of the job so far, from its group or, without one, from its processes' clocks.
static uint64_t job_cpu_us(const struct warden *warden, const struct cell *cell) {
    if (!cell->group) return clock_of_tree(warden->proc, cell->init);
    int64_t total = cgroup_cpu_us(&warden->groups, cell->group);
    if (total < 0) return 0;
    uint64_t keeper = keeper_cpu_us(warden, cell->slot);
    // Of a keeper that has died meanwhile nothing is known any more.
    uint64_t others = cell->base_cpu_us + (keeper > cell->base_keeper_us ? keeper - cell->base_keeper_us : 0);
    return (uint64_t)total > others ? (uint64_t)total - others : 0;
}

// Init's end is the end of all: the kernel kills whatever is in its pid namespace.
static void kill_init(const struct cell *cell) {
    for (int tries = 0; tries < 3; tries++) {
        if (syscall(SYS_pidfd_send_signal, cell->pidfd, SIGKILL, NULL, 0) == 0) return;
    }
}

void cell_end(struct warden *warden, struct cell *cell, enum cell_cause cause) {
    if (!cell->decided) {
        cell->decided = true;
        cell->cause = cause;
        cell->last_cpu_us = job_cpu_us(warden, cell);
    }
    if (cell->pidfd >= 0) kill_init(cell);
}

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
        kill_init(cell);
        while (waitpid(cell->init, NULL, 0) < 0 && errno == EINTR) continue;
        close_fd(&cell->pidfd);
    } else if (cell->state == CELL_WARMING) {
        warden->strays++; // its nursery may have cloned it, and die before it says so
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

static void fail(struct warden *warden, struct cell *cell, enum cell_step step, int error) {
    if (cell->failed_step == STEP_NONE) {
        cell->failed_step = step;
        cell->failed_error = error;
    }
    cell_end(warden, cell, CAUSE_KILLED);
}

// ---- time ----

// Sets the timer to the wall deadline, or earlier to the first moment at which the CPU limit can be met.
static void arm(struct warden *warden, struct cell *cell, uint64_t now, uint64_t used) {
    uint64_t deadline = cell->started_us + (uint64_t)cell->spec.wall_ms * 1000;
    uint64_t limit = (uint64_t)cell->spec.cpu_ms * 1000;
    uint64_t left = used < limit ? limit - used : 0;
    uint64_t check = now + left / warden->processors + 500;
    if (counts_alone(cell) && check > now + MEMORY_CHECK_US) check = now + MEMORY_CHECK_US;
    uint64_t next = check < deadline ? check : deadline;
    struct itimerspec when = {
        .it_value = {.tv_sec = (time_t)(next / 1000000), .tv_nsec = (long)(next % 1000000) * 1000}};
    if (timerfd_settime(cell->timer, TFD_TIMER_ABSTIME, &when, NULL) < 0) fail(warden, cell, STEP_TIMER, errno);
}

static bool over_memory(const struct warden *warden, const struct cell *cell) {
    return counts_alone(cell) && memory_of_tree(warden->proc, cell->init) > cell->spec.memory_bytes;
}

static void on_timer(struct warden *warden, struct cell *cell) {
    uint64_t expirations, now = now_us();
    (void)!read(cell->timer, &expirations, sizeof expirations);
    if (cell->state != CELL_RUNNING) return;
    uint64_t used = job_cpu_us(warden, cell);
    if (now >= cell->started_us + (uint64_t)cell->spec.wall_ms * 1000) cell_end(warden, cell, CAUSE_WALL);
    else if (used >= (uint64_t)cell->spec.cpu_ms * 1000) cell_end(warden, cell, CAUSE_CPU);
    else if (over_memory(warden, cell)) cell_end(warden, cell, CAUSE_MEMORY);
    else arm(warden, cell, now, used);
}

// ---- what the cell says ----

static void start(struct warden *warden, struct cell *cell) {
    enum cell_step step;
    cell->state = CELL_RUNNING;
    int r = cell_start(warden, cell, &step);
    if (r < 0) fail(warden, cell, step, -r);
    else if (r > 0) cell_end(warden, cell, CAUSE_REFUSED);
    else arm(warden, cell, cell->started_us, 0);
}

// What an exec can fail with whatever the image is.
static bool is_of_moment(int error) {
    return error == EAGAIN || error == EINTR || error == EIO || error == EMFILE || error == ENFILE || error == ENOMEM;
}

static void on_failed(struct warden *warden, struct cell *cell, const struct notice *notice) {
    // An artifact that the kernel won't have is the artifact's fault; a tool that won't start is ours.
    if (notice->step == STEP_EXEC && cell->has_job && cell->spec.has_blob && !is_of_moment(notice->error)) {
        cell->refusal = "the kernel refuses to load it";
        cell_end(warden, cell, CAUSE_REFUSED);
        return;
    }
    fail(warden, cell, (enum cell_step)notice->step, notice->error);
}

static void on_notice(struct warden *warden, struct cell *cell, const struct notice *notice, int fd) {
    switch (notice->kind) {
    case NOTICE_READY:
        cell->scratch = fd;
        cell->state = CELL_WARM;
        if (fd < 0) fail(warden, cell, STEP_SCRATCH, EMFILE);            // no descriptor was left for it
        else if (cell->decided) cell_end(warden, cell, cell->cause);     // killed before it could be
        else if (cell->has_job && cell->pidfd >= 0) start(warden, cell); // without it its end would not be seen
        return;
    case NOTICE_LISTENER:
        cell->has_notice_listener = true;
        cell->listener = fd;
        if (watch(warden, cell, WATCH_LISTENER, fd, EPOLLIN) < 0) fail(warden, cell, STEP_LISTENER, errno);
        return;
    case NOTICE_PROGRAM:
        cell_meets_program(cell, fd);
        return;
    case NOTICE_ENDED:
        cell->has_notice_ended = true;
        cell->ended = *notice;
        return;
    default:
        on_failed(warden, cell, notice);
    }
}

static void on_socket(struct warden *warden, struct cell *cell) {
    for (;;) {
        struct notice notice;
        union {
            struct cmsghdr align;
            char space[CMSG_SPACE(sizeof(int))];
        } control;
        struct iovec part = {&notice, sizeof notice};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        ssize_t len = recvmsg(cell->socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (len <= 0) {
            if (len == 0) (void)epoll_ctl(warden->epoll, EPOLL_CTL_DEL, cell->socket, NULL);
            return;
        }
        int fd = -1;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (header && header->cmsg_type == SCM_RIGHTS) memcpy(&fd, CMSG_DATA(header), sizeof fd);
        if (len != sizeof notice) continue;
        on_notice(warden, cell, &notice, fd);
    }
}

// A call that the policy refuses. Its caller sleeps in the kernel until it is killed: nothing is ever continued.
static void on_listener(struct warden *warden, struct cell *cell, uint32_t events) {
    if (!(events & EPOLLIN)) { // all that it listened to have ended
        close_fd(&cell->listener);
        return;
    }
    struct seccomp_notif call;
    memset(&call, 0, sizeof call);
    if (ioctl(cell->listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0) return; // it died first
    if (!cell->decided) {
        cell->forbidden = (struct forbidden){.arch = call.data.arch, .number = call.data.nr};
        for (int i = 0; i < 6; i++) cell->forbidden.args[i] = call.data.args[i];
    }
    cell_end(warden, cell, CAUSE_SYSCALL);
}

// ---- output and input ----

// Passes on what is within the cap; true while there may be more to read.
static bool take_output(struct warden *warden, struct cell *cell, int stream) {
    uint8_t buffer[1 + 65536];
    ssize_t len = read(cell->output[stream], buffer + 1, sizeof buffer - 1);
    if (len < 0 && errno == EINTR) return true;
    // Nobody has the terminal open any more. Closing our end would hang up on who goes on without.
    if (len < 0 && errno == EIO && cell->spec.terminal)
        (void)epoll_ctl(warden->epoll, EPOLL_CTL_DEL, cell->output[stream], NULL);
    else if (len < 0 && errno != EAGAIN) fail(warden, cell, STEP_PIPE, errno);
    if (len < 0) return false;
    if (len == 0) {
        close_fd(&cell->output[stream]);
        return false;
    }
    uint64_t room = cell->spec.output_bytes - cell->output_seen[stream];
    size_t take = (uint64_t)len < room ? (size_t)len : (size_t)room;
    cell->output_seen[stream] += take;
    size_t mark;
    buffer[0] = (uint8_t)stream;
    if (take > 0 && frame_begin(&warden->out, MESSAGE_OUTPUT, cell->id, &mark) == 0) {
        if (bytes_append(&warden->out, buffer, take + 1) < 0) fail(warden, cell, STEP_CONTROL, ENOMEM);
        frame_end(&warden->out, mark);
    }
    if (take == (size_t)len) return true;
    cell->truncated[stream] = true;
    // A compiler may go on about what is wrong, unheard: its other limits end that.
    if (cell->spec.policy == POLICY_COMPILE && stream == 1) return true;
    cell_end(warden, cell, CAUSE_OUTPUT);
    close_fd(&cell->output[stream]);
    return false;
}

static void feed(struct warden *warden, struct cell *cell) {
    int r = cell_feed(warden, cell);
    if (r < 0) fail(warden, cell, STEP_PIPE, -r);
}

void cell_write(struct warden *warden, struct cell *cell, const void *bytes, size_t len) {
    if (!cell->spec.stdin_live || cell->live_ended) return;
    if (bytes_append(&cell->live, bytes, len) < 0) fail(warden, cell, STEP_CONTROL, ENOMEM);
    else feed(warden, cell);
}

void cell_write_end(struct warden *warden, struct cell *cell) {
    const uint8_t end_of_file = 'D' & 037; // what a person types
    if (cell->spec.terminal) {
        cell_write(warden, cell, &end_of_file, 1);
        return;
    }
    cell->live_ended = true;
    feed(warden, cell);
}

// ---- the end ----

// Whether the memory limit was met, by the group's word (its kills so far) or by the peak that init was told of.
static bool was_over_memory(const struct cell *cell, int64_t oom_kills) {
    if (!counts_alone(cell)) return oom_kills > cell->base_oom_kills;
    uint64_t peak = cell->has_notice_ended ? cell->ended.peak_bytes : 0;
    return peak > cell->spec.memory_bytes + LIBRARY_BYTES && peak > cell->base_peak_bytes + LIBRARY_BYTES;
}

// Whether what has ended was the program's, or an interactive one on the way to it, which signals may end.
static bool is_program(const struct cell *cell) { return cell->has_notice_listener || cell->program >= 0; }

static void decide(struct warden *warden, struct cell *cell, uint64_t cpu_us) {
    if (cell->decided) return;
    int64_t oom_kills = cgroup_oom_kills(&warden->groups, cell->group);
    if (cell->group && oom_kills < 0) fail(warden, cell, STEP_CGROUP_LIMIT, EIO);
    else if (was_over_memory(cell, oom_kills)) cell_end(warden, cell, CAUSE_MEMORY);
    else if (!cell->has_notice_ended || !is_program(cell)) fail(warden, cell, STEP_LOST, ECHILD);
    else if (cpu_us > (uint64_t)cell->spec.cpu_ms * 1000) cell_end(warden, cell, CAUSE_CPU);
    else cell_end(warden, cell, WIFEXITED(cell->ended.status) ? CAUSE_EXIT : CAUSE_SIGNAL);
}

static uint64_t microseconds(const struct rusage *usage) {
    return (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
           (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

// Without a group the dead can't be asked: what init said of them, or what was seen just before their end.
static uint64_t final_cpu_us(const struct warden *warden, const struct cell *cell) {
    if (cell->group) return job_cpu_us(warden, cell);
    return cell->has_notice_ended ? cell->ended.cpu_us : cell->last_cpu_us;
}

// Init is dead, and with it all processes of the cell: what is in the pipes now is all there will be.
static void on_end(struct warden *warden, struct cell *cell) {
    struct rusage usage;
    int status;
    if (wait4(cell->init, &status, WNOHANG, &usage) != cell->init) return;
    cell->ended_us = now_us();
    if (cell->zygote) {
        cell->has_notice_ended = true;
        cell->ended = (struct notice){.status = status, .cpu_us = microseconds(&usage)};
    }
    close_fd(&cell->pidfd);
    on_socket(warden, cell);
    for (int stream = 0; stream < 2; stream++) {
        while (cell->output[stream] >= 0 && take_output(warden, cell, stream)) continue;
    }
    uint64_t cpu = final_cpu_us(warden, cell);
    if (cell->state == CELL_RUNNING || cell->decided) decide(warden, cell, cpu);
    else fail(warden, cell, STEP_LOST, ECHILD);
    if (cell->has_job) cell_report(warden, cell, cpu, (uint64_t)usage.ru_maxrss * 1024);
    else cell_failed_ahead(warden);
    cell->state = CELL_OVER;
}

void cell_event(struct warden *warden, struct cell *cell, enum watch_kind kind, uint32_t events) {
    switch (kind) {
    case WATCH_SOCKET:
        on_socket(warden, cell);
        return;
    case WATCH_LISTENER:
        if (cell->listener >= 0) on_listener(warden, cell, events);
        return;
    case WATCH_STDOUT:
    case WATCH_STDERR:
        if (cell->output[kind == WATCH_STDERR] >= 0) (void)take_output(warden, cell, kind == WATCH_STDERR);
        return;
    case WATCH_STDIN:
        feed(warden, cell);
        return;
    case WATCH_TIMER:
        on_timer(warden, cell);
        return;
    case WATCH_END:
        on_end(warden, cell);
        return;
    case WATCH_CONTROL:
    case WATCH_ZYGOTE:
    case WATCH_ZYGOTE_END:
    case WATCH_KEEPER:
    case WATCH_KEEPER_END:
        return;
    }
}

void cell_assign(struct warden *warden, struct cell *cell, uint32_t id, struct spec *spec) {
    cell->has_job = true;
    cell->id = id;
    cell->spec = *spec;
    *spec = (struct spec){0};
    if (cell->state == CELL_WARM && cell->pidfd >= 0) start(warden, cell);
}
