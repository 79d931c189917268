// Fork servers, from the warden's side: started, asked for copies, ended.
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cell.h"
#include "fd.h"
#include "memory.h"
#include "zygote.h"

struct zygote *zygote_find(struct warden *warden, uint32_t id) {
    for (unsigned slot = 0; slot < ZYGOTES_MAX; slot++) {
        if (warden->zygotes[slot].nursery.used && warden->zygotes[slot].id == id) return &warden->zygotes[slot];
    }
    return NULL;
}

// ---- inside the zygote, until its exec ----

// What zygote_serve reads: the one filter that its copies will need.
static void write_setup(const struct warden *warden) {
    const struct filter *filter = &warden->filters[POLICY_COMPILE];
    struct zygote_setup setup = {
        .rootless = warden->rootless, .len = filter->len, .lows = filter->lows, .highs = filter->highs};
    memcpy(setup.low, filter->low, sizeof setup.low);
    memcpy(setup.high, filter->high, sizeof setup.high);
    size_t size = filter->len * sizeof *filter->code;
    cleanup_fd int fd = memfd_create("setup", MFD_CLOEXEC);
    check(fd, STEP_ZYGOTE);
    check(write(fd, &setup, sizeof setup) == sizeof setup ? 0 : -1, STEP_ZYGOTE);
    check(write(fd, filter->code, size) == (ssize_t)size ? 0 : -1, STEP_ZYGOTE);
    check(lseek(fd, 0, SEEK_SET) < 0 ? -1 : 0, STEP_ZYGOTE);
    check(dup3(fd, ZYGOTE_SETUP_FD, 0), STEP_ZYGOTE);
}

static void write_inputs(const struct spec *spec) {
    for (unsigned i = 0; i < spec->inputs_count; i++) {
        const struct spec_input *input = &spec->inputs[i];
        cleanup_fd int fd = open(input->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        check(fd, STEP_INPUT);
        check(write(fd, input->bytes.data, input->bytes.len) == (ssize_t)input->bytes.len ? 0 : -1, STEP_INPUT);
    }
}

static _Noreturn void become_zygote(const struct warden *warden, const struct spec *spec, int socket) {
    struct jail jail = {.tree = TREE_COMPILE, .rootless = warden->rootless, .control = socket, .proc = warden->proc};
    char *args[ORDER_ARGS_MAX + 1], *env[ORDER_ENV_MAX + 1], *at = spec->strings;
    jail_make(&jail);
    check(setsid(), STEP_SESSION);
    check(chdir("/tmp"), STEP_SCRATCH);
    write_inputs(spec);
    write_setup(warden);
    become_unsignalled();
    for (uint32_t i = 0; i < spec->args; i++, at += strlen(at) + 1) args[i] = at;
    for (uint32_t i = 0; i < spec->env; i++, at += strlen(at) + 1) env[i] = at;
    args[spec->args] = env[spec->env] = NULL;
    check(fcntl(CONTROL_FD, F_SETFD, 0), STEP_DESCRIPTORS);
    check(fcntl(PROC_FD, F_SETFD, 0), STEP_DESCRIPTORS);
    (void)execve(spec->tool, args, env);
    notice_fail(STEP_EXEC);
}

// ---- the warden's side ----

static int spawn(struct warden *warden, struct nursery *nursery, const struct spec *spec) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return -errno;
    nursery->socket = pair[0];
    cleanup_fd int theirs = pair[1];
    struct clone_args args = {
        .flags = (__u64)CLONE_PIDFD | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS,
        .pidfd = (__u64)(uintptr_t)&nursery->pidfd,
        .exit_signal = SIGCHLD,
    };
    nursery->pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
    if (nursery->pid < 0) return -errno;
    if (nursery->pid == 0) become_zygote(warden, spec, theirs);
    return nursery_watch(warden, nursery, WATCH_ZYGOTE, WATCH_ZYGOTE_END);
}

void zygote_start(struct warden *warden, uint32_t id, const struct spec *spec) {
    struct zygote *zygote = NULL;
    for (unsigned slot = 0; slot < ZYGOTES_MAX && !zygote; slot++) {
        if (!warden->zygotes[slot].nursery.used) zygote = &warden->zygotes[slot];
    }
    if (!zygote || !spec->tool[0] || zygote_find(warden, id)) {
        fault_report(warden, MESSAGE_ZYGOTE_LOST, id, STEP_ZYGOTE, zygote ? EINVAL : ENOSPC);
        return;
    }
    unsigned slot = (unsigned)(zygote - warden->zygotes);
    *zygote = (struct zygote){
        .nursery = {.used = true, .slot = slot, .serial = ++warden->serial, .pidfd = -1, .socket = -1},
        .id = id,
        .warm = spec->warm,
    };
    int r = spawn(warden, &zygote->nursery, spec);
    if (r == 0) return;
    fault_report(warden, MESSAGE_ZYGOTE_LOST, id, STEP_CLONE, -r);
    zygote_stop(warden, zygote);
}

void zygote_event(struct warden *warden, struct zygote *zygote, enum watch_kind kind) {
    bool ready = false;
    enum cell_step step = STEP_ZYGOTE;
    int error = ECHILD;
    if (kind == WATCH_ZYGOTE_END || nursery_failed(warden, &zygote->nursery, &ready, &step, &error)) {
        fault_report(warden, MESSAGE_ZYGOTE_LOST, zygote->id, step, error);
        zygote_stop(warden, zygote);
    }
    size_t mark;
    if (!ready) return;
    zygote->ready = true;
    zygote->shared_bytes = memory_shared_of(warden->proc, zygote->nursery.pid);
    if (frame_begin(&warden->out, MESSAGE_ZYGOTE_READY, zygote->id, &mark) == 0) frame_end(&warden->out, mark);
    else warden->speechless = true;
}

void zygote_stop(struct warden *warden, struct zygote *zygote) {
    for (unsigned slot = 0; zygote->nursery.used && slot < warden->cells_count; slot++) {
        struct cell *cell = &warden->cells[slot];
        if (nursery_bears(warden, &zygote->nursery, cell) && !cell->has_job) cell_destroy(warden, cell);
    }
    pid_t pid = nursery_stop(warden, &zygote->nursery);
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
    zygote->ready = false;
}
