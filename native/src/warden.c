// The warden: owns cells. Started once by the worker, spoken to over a unix stream socket (wire.h, words.h), it
// ends when that socket does, and everything it owns ends with it.
//
// It is single-threaded and never blocks on a cell. One turn of its loop: handle what happened, write out what is
// to be said, take down what is over, and only then, when nothing else waits, make the next cells ahead of time.
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cell.h"
#include "confinement.h"
#include "fd.h"
#include "identity.h"
#include "landlock.h"
#include "obstacle.h"
#include "options.h"
#include "tree.h"

static int fail(const char *what, int error) {
    (void)fprintf(stderr, "cellblock-warden: cannot %s: %s\n", what, strerrordesc_np(error < 0 ? -error : error));
    return 1;
}

// ---- messages ----

static struct cell *find(struct warden *warden, uint32_t id) {
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        struct cell *cell = &warden->cells[slot];
        if (cell->has_job && cell->id == id && cell->state != CELL_OVER) return cell;
    }
    return NULL;
}

static void on_start(struct warden *warden, const struct frame *frame) {
    struct spec spec;
    struct cell *cell = NULL;
    enum cell_step step = STEP_SPEC;
    int r = spec_parse(frame->payload, frame->len, &spec);
    if (r == 0) warden->coming = &spec;
    if (r == 0 && (r = pool_take(warden, &spec, &cell, &step)) < 0) {
        // The other cell of a pipe must not wait for this one.
        if (spec.stdin_pipe) (void)close(link_take(warden, spec.stdin_pipe, 0));
        if (spec.stdout_pipe) (void)close(link_take(warden, spec.stdout_pipe, 1));
        spec_free(&spec);
    }
    warden->coming = NULL;
    if (r < 0) fault_report(warden, MESSAGE_FAULT, frame->id, step, -r);
    else cell_assign(warden, cell, frame->id, &spec);
}

static void on_zygote(struct warden *warden, const struct frame *frame) {
    struct spec spec;
    if (spec_parse(frame->payload, frame->len, &spec) < 0) {
        fault_report(warden, MESSAGE_FAULT, frame->id, STEP_SPEC, EPROTO);
        return;
    }
    zygote_start(warden, frame->id, &spec);
    spec_free(&spec);
}

// A payload that is one integer.
static bool has_number(const struct frame *frame, uint32_t *ret_number) {
    const struct field whole = {.len = (uint32_t)frame->len, .data = frame->payload};
    return field_u32(&whole, ret_number) == 0;
}

static void on_frame(struct warden *warden, const struct frame *frame) {
    uint32_t number;
    struct cell *cell;
    struct zygote *zygote;
    switch (frame->message) {
    case MESSAGE_START:
        on_start(warden, frame);
        return;
    case MESSAGE_ZYGOTE:
        on_zygote(warden, frame);
        return;
    case MESSAGE_ZYGOTE_END:
        if ((zygote = zygote_find(warden, frame->id))) zygote_stop(warden, zygote);
        return;
    case MESSAGE_RELEASE:
        blobs_release(&warden->blobs, frame->id);
        return;
    case MESSAGE_STDIN:
        if ((cell = find(warden, frame->id))) cell_write(warden, cell, frame->payload, frame->len);
        return;
    case MESSAGE_END:
        if ((cell = find(warden, frame->id))) cell_write_end(warden, cell);
        return;
    case MESSAGE_SIGNAL:
        if ((cell = find(warden, frame->id)) && has_number(frame, &number)) cell_signal(cell, number);
        return;
    case MESSAGE_RESIZE:
        if ((cell = find(warden, frame->id)) && has_number(frame, &number)) cell_resize(cell, number);
        return;
    case MESSAGE_ASK:
        if ((cell = find(warden, frame->id))) cell_tell_used(warden, cell);
        return;
    case MESSAGE_PLACE:
        if ((cell = find(warden, frame->id)) && has_number(frame, &number) && number < PLACE_COUNT)
            cell_put(warden, cell, (enum cell_place)number);
        return;
    case MESSAGE_KILL:
        if ((cell = find(warden, frame->id))) cell_end(warden, cell, CAUSE_KILLED);
        return;
    default:
        return; // from a newer caller; it will notice
    }
}

// Reads what the caller sent. 0; -EPIPE when it is gone; -EPROTO when it talks nonsense.
static int read_control(struct warden *warden) {
    int r = bytes_reserve(&warden->in, 64 << 10);
    if (r < 0) return r;
    struct bytes *in = &warden->in;
    ssize_t len = read(warden->control, in->data + in->start + in->len, in->room - in->start - in->len);
    if (len == 0) return -EPIPE;
    if (len < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    in->len += (size_t)len;
    struct frame frame;
    size_t size;
    while ((r = frame_read(in, &frame, &size)) == 1) {
        on_frame(warden, &frame);
        bytes_consume(in, size);
    }
    return r;
}

static int flush_control(struct warden *warden) {
    while (warden->out.len > 0) {
        ssize_t len = write(warden->control, bytes_front(&warden->out), warden->out.len);
        if (len < 0 && errno == EINTR) continue;
        if (len < 0 && errno != EAGAIN) return -errno;
        if (len < 0) return watch(warden, NULL, WATCH_CONTROL, warden->control, EPOLLIN | EPOLLOUT);
        bytes_consume(&warden->out, (size_t)len);
    }
    return 0;
}

// ---- the loop ----

static int dispatch(struct warden *warden, const struct epoll_event *event) {
    enum watch_kind kind = (enum watch_kind)(event->data.u64 & 0xff);
    if (kind == WATCH_CONTROL) {
        if (event->events & EPOLLOUT) (void)watch(warden, NULL, WATCH_CONTROL, warden->control, EPOLLIN);
        return event->events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? read_control(warden) : 0;
    }
    if (kind == WATCH_CHILDREN) {
        struct signalfd_siginfo which; // one stands for any number
        (void)!read(warden->children, &which, sizeof which);
        warden->child_ended = true;
        return 0;
    }
    if (kind == WATCH_ZYGOTE || kind == WATCH_ZYGOTE_END) {
        struct zygote *zygote = &warden->zygotes[event->data.u64 >> 8 & 0xffff];
        const struct nursery *nursery = &zygote->nursery;
        if (nursery->used && nursery->serial == event->data.u64 >> 32) zygote_event(warden, zygote, kind);
        return 0;
    }
    if (kind == WATCH_KEEPER || kind == WATCH_KEEPER_END) {
        struct keeper *keeper = &warden->keepers[event->data.u64 >> 8 & 0xffff];
        const struct nursery *nursery = &keeper->nursery;
        if (nursery->used && nursery->serial == event->data.u64 >> 32) keeper_event(warden, keeper, kind);
        return 0;
    }
    struct cell *cell = &warden->cells[event->data.u64 >> 8 & 0xffff];
    bool stale = cell->state == CELL_EMPTY || cell->state == CELL_OVER || cell->serial != event->data.u64 >> 32;
    if (!stale) cell_event(warden, cell, kind, event->events);
    return 0;
}

// All that can be ready at once: of a cell seven descriptors, of a nursery two.
enum { EVENTS_MAX = 9 * CELLS_MAX + 2 * ZYGOTES_MAX + 2 };

// Deadlines come last: a program that ended in time has done so, however late we look.
static int dispatch_all(struct warden *warden, const struct epoll_event *events, int count) {
    int r = 0;
    for (int deadlines = 0; deadlines < 2; deadlines++) {
        for (int i = 0; r == 0 && i < count; i++) {
            if (((events[i].data.u64 & 0xff) == WATCH_TIMER) == deadlines) r = dispatch(warden, &events[i]);
        }
    }
    return r;
}

static int loop(struct warden *warden) {
    int timeout = 0;
    for (;;) {
        struct epoll_event events[EVENTS_MAX];
        int count = epoll_wait(warden->epoll, events, EVENTS_MAX, timeout);
        if (count < 0 && errno != EINTR) return -errno;
        int r = dispatch_all(warden, events, count);
        if (r == 0 && warden->speechless) r = -ENOMEM;
        if (r == 0) r = flush_control(warden);
        if (r < 0) return r;
        pool_tidy(warden);
        if (count > 0) warden->tidy_ms = 0;
        timeout = count <= 0 ? pool_prepare(warden) : 0;
    }
}

// ---- start-up ----

static const enum cell_policy usual_at_first[TREE_COUNT] = {
    [TREE_RUN] = POLICY_STANDARD,
    [TREE_RUN_PROC] = POLICY_SANITIZED,
    [TREE_COMPILE] = POLICY_COMPILE,
};

static int build_filters(struct warden *warden) {
    for (int policy = 0; policy < POLICY_COUNT; policy++) {
        int r = filter_build((enum cell_policy)policy, &warden->filters[policy]);
        if (r < 0) return r;
    }
    return 0;
}

static void put_fact(struct warden *warden, const char *name, const char *value) {
    char fact[256];
    (void)snprintf(fact, sizeof fact, "%s\t%s", name, value);
    (void)put_text(&warden->out, FIELD_HOST_FACT, fact);
}

static int say_ready(struct warden *warden) {
    size_t mark;
    char number[24];
    int r = frame_begin(&warden->out, MESSAGE_READY, 0, &mark);
    if (r < 0) return r;
    const char *const versions[] = {"none", "v1", "v2"};
    put_fact(warden, "cgroup", versions[warden->groups.version]);
    if (warden->groups.version == 0) put_fact(warden, "cgroupReason", warden->groups.why);
    put_fact(warden, "shares", cgroup_has_shares(&warden->groups) ? "yes" : "no");
    put_fact(warden, "privilege", warden->rootless ? "rootless" : "root");
    (void)snprintf(number, sizeof number, "%d", landlock_version());
    put_fact(warden, "landlock", number);
    char label[128];
    (void)confinement_read(warden->proc, label, sizeof label);
    put_fact(warden, "confinement", label);
    (void)snprintf(number, sizeof number, "%u", warden->cells_count);
    put_fact(warden, "cells", number);
    frame_end(&warden->out, mark);
    return 0;
}

// A rootfs in use is not removed: whoever cleans up asks for this lock.
static int hold_rootfs(const char *rootfs, int *ret_lock) {
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/lock", rootfs);
    *ret_lock = open(path, O_RDONLY | O_CLOEXEC);
    if (*ret_lock < 0) return errno == ENOENT ? 0 : -errno;
    return flock(*ret_lock, LOCK_SH | LOCK_NB) < 0 ? -errno : 0;
}

static int watch_children(struct warden *warden) {
    sigset_t ends;
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &ends, NULL) < 0) return -errno; // children of ours lift it: become_unsignalled
    if ((warden->children = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK)) < 0) return -errno;
    return watch(warden, NULL, WATCH_CHILDREN, warden->children, EPOLLIN);
}

static int prepare(struct warden *warden, const struct options *options, const char **ret_what) {
    int lock, r;
    struct rlimit files;
    (void)signal(SIGPIPE, SIG_IGN);
    (void)umask(022); // what is made for cells is read by other users
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    *ret_what = "open /proc";
    if ((warden->proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0) return -errno;
    *ret_what = "lock the rootfs against removal";
    if ((r = hold_rootfs(options->rootfs, &lock)) < 0) return r;
    *ret_what = "take a range of user ids";
    if (!warden->rootless && (r = identity_take(&warden->identity_base, &lock)) < 0) return r;
    *ret_what = "compile the system call filters";
    if ((r = build_filters(warden)) < 0) return r;
    cgroup_open(&warden->groups, warden->proc, options->grouped);
    const struct tree tree = {options->rootfs, options->zygotes, options->huge};
    if ((r = tree_enter(&tree, warden->proc, warden->rootless, ret_what)) < 0) return r;
    warden->terminals = terminals_open(); // where there are none, a job that wants one is told
    *ret_what = "open the compile tree";
    if ((warden->compile_tree = open("/compile", O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0) return -errno;
    *ret_what = "watch the control socket";
    if (fcntl(warden->control, F_SETFL, O_NONBLOCK) < 0) return -errno;
    if (fcntl(warden->control, F_SETFD, FD_CLOEXEC) < 0) return -errno;
    if ((warden->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) return -errno;
    if ((r = watch(warden, NULL, WATCH_CONTROL, warden->control, EPOLLIN)) < 0) return r;
    *ret_what = "watch the ends of children";
    if ((r = watch_children(warden)) < 0) return r;
    return say_ready(warden);
}

static void forget(struct warden *warden) {
    for (int policy = 0; policy < POLICY_COUNT; policy++) filter_free(&warden->filters[policy]);
    while (warden->blobs.count > 0) blobs_release(&warden->blobs, warden->blobs.list[0].id);
    free(warden->blobs.list);
    bytes_free(&warden->in);
    bytes_free(&warden->out);
    free(warden);
}

// Ends all that is still there and gives back what was taken, so that whatever is lost on the way can be seen.
static void dismiss(struct warden *warden) {
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        if (warden->cells[slot].state != CELL_EMPTY) cell_destroy(warden, &warden->cells[slot]);
    }
    for (unsigned slot = 0; slot < ZYGOTES_MAX; slot++) zygote_stop(warden, &warden->zygotes[slot]);
    for (unsigned slot = 0; slot < warden->cells_count; slot++) keeper_stop(warden, &warden->keepers[slot]);
    keepers_await(warden);
    cgroup_close(&warden->groups);
    forget(warden);
}

int main(int argc, char **argv) {
    struct options options = options_parse(argc, argv);
    (void)mallopt(M_MMAP_THRESHOLD, 64 << 10); // what jobs bring is given back to the kernel, and no fork inherits it
    struct warden *warden = calloc(1, sizeof *warden);
    if (!warden) return fail("start", ENOMEM);
    warden->control = options.control;
    warden->cells_count = options.cells;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    warden->processors = processors > 0 ? (unsigned)processors : 1;
    warden->rootless = options.rootless;
    for (enum jail_tree tree = 0; tree < TREE_COUNT; tree++) {
        warden->usual[tree] = usual_at_first[tree];
        warden->warm[tree] = options.warm[tree];
    }
    const char *what;
    int r = prepare(warden, &options, &what);
    if (r < 0) {
        (void)fail(what, r);
        // Some hosts allow the namespace and then refuse its use, so whichever step failed may be its fault.
        const char *obstacle = warden->rootless ? obstacle_to_user_namespaces(warden->proc) : NULL;
        if (obstacle) (void)fprintf(stderr, "cellblock-warden: %s\n", obstacle);
        forget(warden);
        return 1;
    }
    r = loop(warden);
    dismiss(warden);
    return r == -EPIPE || r == -ECONNRESET ? 0 : fail("go on", r);
}
