// Giving a warm cell its job: descriptors, inputs, limits, the order.
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "artifact.h"
#include "cell.h"
#include "fd.h"
#include "memory.h"
#include "policy.h"

int link_take(struct warden *warden, uint32_t key, int end) {
    struct link *free_one = NULL;
    for (unsigned i = 0; i < CELLS_MAX; i++) {
        struct link *link = &warden->links[i];
        if (link->key == 0 && !free_one) free_one = link;
        if (link->key != key) continue;
        int fd = take_fd(&link->end[end]);
        if (link->end[!end] < 0) link->key = 0;
        return fd >= 0 ? fd : -EBUSY;
    }
    if (!free_one) return -EMFILE;
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) < 0) return -errno;
    *free_one = (struct link){.key = key, .end = {fds[0], fds[1]}};
    return take_fd(&free_one->end[end]);
}

// Opens a path below a directory without leaving it or following any link. fd or -errno.
static int open_beneath(int dir, const char *path, uint64_t flags, uint64_t mode) {
    struct open_how how = {
        .flags = flags | O_CLOEXEC | O_NOFOLLOW,
        .mode = mode,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
    };
    int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
    return fd < 0 ? -errno : fd;
}

static int open_program(struct warden *warden, struct cell *cell) {
    const struct spec *spec = &cell->spec;
    if (!spec->has_blob) {
        struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
        int fd = (int)syscall(SYS_openat2, warden->compile_tree, spec->tool, &how, sizeof how);
        return fd < 0 ? -errno : fd;
    }
    int fd = blobs_find(&warden->blobs, spec->program_blob);
    if (fd < 0) return fd;
    int r = artifact_check(fd, spec->memory_bytes, &cell->refusal, &cell->over_memory);
    if (r != 0) return r < 0 ? r : -ENOEXEC;
    fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return fd < 0 ? -errno : fd;
}

static int own(const struct warden *warden, const struct cell *cell, int fd) {
    if (warden->rootless) return 0;
    uid_t id = warden->identity_base + 1 + cell->slot;
    return fchown(fd, id, id) < 0 ? -errno : 0;
}

static int make_parents(const struct warden *warden, const struct cell *cell, const char *path) {
    char parent[SPEC_PATH_MAX];
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        (void)snprintf(parent, sizeof parent, "%.*s", (int)(slash - path), path);
        if (mkdirat(cell->scratch, parent, 0755) < 0 && errno != EEXIST) return -errno;
        cleanup_fd int dir = open_beneath(cell->scratch, parent, O_RDONLY | O_DIRECTORY, 0);
        if (dir < 0) return dir;
        int r = own(warden, cell, dir);
        if (r < 0) return r;
    }
    return 0;
}

// Nothing hostile has run in the cell yet, so its scratch directory holds what we put there and no more.
static int place_input(const struct warden *warden, const struct cell *cell, const struct spec_input *input) {
    int r = make_parents(warden, cell, input->path);
    if (r < 0) return r;
    cleanup_fd int fd = open_beneath(cell->scratch, input->path, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (fd < 0) return fd;
    if (input->has_blob) {
        int blob = blobs_find(&warden->blobs, input->blob);
        struct stat stat;
        if (blob < 0) return blob;
        if (fstat(blob, &stat) < 0) return -errno;
        r = file_copy(fd, blob, stat.st_size);
    } else {
        r = file_write(fd, input->bytes.data, input->bytes.len);
    }
    return r < 0 ? r : own(warden, cell, fd);
}

static int place_inputs(const struct warden *warden, const struct cell *cell) {
    for (unsigned i = 0; i < cell->spec.inputs_count; i++) {
        int r = place_input(warden, cell, &cell->spec.inputs[i]);
        if (r < 0) return r;
    }
    return 0;
}

static int sealed_input(const struct warden *warden, const struct spec_input *input) {
    if (!input->has_blob) return sealed_from_bytes(warden->proc, input->bytes.data, input->bytes.len);
    int blob = blobs_find(&warden->blobs, input->blob);
    return blob < 0 ? blob : sealed_again(warden->proc, blob);
}

// A sealed program's inputs wait in its socket: one message each, the name as data, the file as descriptor.
static int queue_sealed(const struct warden *warden, const struct cell *cell, int *ret_socket) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return -errno;
    cleanup_fd int ours = pair[0], theirs = pair[1];
    for (unsigned i = 0; i < cell->spec.inputs_count; i++) {
        const struct spec_input *input = &cell->spec.inputs[i];
        cleanup_fd int file = sealed_input(warden, input);
        if (file < 0) return file;
        union {
            struct cmsghdr align;
            char space[CMSG_SPACE(sizeof(int))];
        } control = {.align = {.cmsg_len = CMSG_LEN(sizeof file), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
        memcpy(CMSG_DATA(&control.align), &file, sizeof file);
        struct iovec part = {(void *)(uintptr_t)input->path, strlen(input->path)};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        if (sendmsg(ours, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return -errno;
    }
    *ret_socket = take_fd(&theirs);
    return 0;
}

// The program's descriptors, in the order in which they are sent.
struct placed {
    int fd[ORDER_FDS_MAX];
};

static void close_placed(struct placed *placed) {
    for (int i = 0; i < ORDER_FDS_MAX; i++) close_fd(&placed->fd[i]);
}

static int make_pipe(struct warden *warden, struct cell *cell, enum watch_kind kind, int *theirs, int *ours) {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) < 0) return -errno;
    bool input = kind == WATCH_STDIN;
    *theirs = fds[!input];
    *ours = fds[input];
    if (fcntl(*ours, F_SETFL, O_NONBLOCK) < 0) return -errno;
    return input ? 0 : watch(warden, cell, kind, *ours, EPOLLIN);
}

static int make_streams(struct warden *warden, struct cell *cell, struct placed *placed) {
    const struct spec *spec = &cell->spec;
    if (spec->terminal) return cell_make_terminal(warden, cell, placed->fd);
    int r = 0;
    if (spec->stdin_pipe) {
        r = placed->fd[0] = link_take(warden, spec->stdin_pipe, 0);
        cell->spec.stdin_pipe = 0;
    } else {
        r = make_pipe(warden, cell, WATCH_STDIN, &placed->fd[0], &cell->input);
    }
    if (r < 0) return r;
    if (spec->stdout_pipe) {
        r = placed->fd[1] = link_take(warden, spec->stdout_pipe, 1);
        cell->spec.stdout_pipe = 0;
    } else {
        r = make_pipe(warden, cell, WATCH_STDOUT, &placed->fd[1], &cell->output[0]);
    }
    if (r < 0) return r;
    return make_pipe(warden, cell, WATCH_STDERR, &placed->fd[2], &cell->output[1]);
}

// A file may grow to the scratch directory's size, or to the largest that is wanted of it: a tool whose output is too
// large then meets a signal, which is a fact, and not an error of its own.
static uint64_t file_bytes(const struct spec *spec) {
    uint64_t most = spec->keeps_count > 0 ? 0 : spec->scratch_bytes;
    for (unsigned i = 0; i < spec->keeps_count; i++) {
        if (spec->keeps[i].maximum_bytes > most) most = spec->keeps[i].maximum_bytes;
    }
    return most;
}

// A group's own limit counts, and the rlimit stands far behind it: it is held against all that is of that user on the
// host, be it of a warden in another container that has taken the same range of ids.
static uint32_t far_tasks(uint32_t tasks) { return tasks > 512 ? 2 * tasks : 1024; }

static int send_order(struct cell *cell, const struct placed *placed, bool grouped) {
    const struct spec *spec = &cell->spec;
    struct order order = {
        .cpu_ms = spec->cpu_ms,
        .memory_bytes = spec->memory_bytes,
        .address_space_bytes = spec->address_space_bytes,
        .stack_bytes = spec->stack_bytes,
        .file_bytes = file_bytes(spec),
        .tasks = grouped ? far_tasks(spec->processes) : spec->processes,
        .args = spec->args,
        .env = spec->env,
        .string_bytes = spec->string_bytes,
        .policy = (uint32_t)spec->policy,
        .grouped = grouped,
        .forked = cell->zygote != NULL,
        .terminal = spec->terminal != 0,
    };
    int fds = order_fds(&order);
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int) * ORDER_FDS_MAX)];
    } control = {
        .align = {.cmsg_len = CMSG_LEN(sizeof(int) * (size_t)fds), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.align), placed->fd, sizeof(int) * (size_t)fds);
    struct iovec parts[] = {{&order, sizeof order}, {spec->strings, spec->string_bytes}};
    struct msghdr message = {.msg_iov = parts,
                             .msg_iovlen = 2,
                             .msg_control = &control,
                             .msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)fds)};
    return sendmsg(cell->socket, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

// A terminal's keys wait for the program: one that is a signal would find nobody before.
static bool takes_input(const struct cell *cell) {
    return cell->input >= 0 && (!cell->spec.terminal || cell->has_notice_begun);
}

int cell_feed(struct warden *warden, struct cell *cell) {
    const struct span *given = &cell->spec.stdin_bytes;
    while (takes_input(cell)) {
        bool live = cell->input_done == given->len;
        const uint8_t *at = live ? bytes_front(&cell->live) : given->data + cell->input_done;
        size_t left = live ? cell->live.len : given->len - cell->input_done;
        if (left == 0) {
            if (!cell->spec.stdin_live || cell->live_ended) close_fd(&cell->input);
            return 0;
        }
        ssize_t written = write(cell->input, at, left);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EAGAIN)
            return watch(warden, cell, WATCH_STDIN, cell->input, EPOLLOUT | EPOLLONESHOT);
        if (written < 0) {
            bool unread = errno == EPIPE || (errno == EIO && cell->spec.terminal); // nobody reads any more
            int r = unread ? 0 : -errno;
            close_fd(&cell->input);
            return r;
        }
        if (live) bytes_consume(&cell->live, (size_t)written);
        else cell->input_done += (size_t)written;
    }
    return 0;
}

// What the group counts before the job: the keeper's, init's, and what the kernel frees late of the last job. The
// latter must not widen the limit: it would be gone by the time that the program asks for it.
static int64_t memory_before(const struct cgroup_host *host, struct cgroup *group) {
    int64_t memory = cgroup_reset_peak(host, group);
    if (memory <= SET_UP_BYTES_MAX) return memory;
    cgroup_drain(host, group);
    memory = cgroup_reset_peak(host, group);
    return memory < SET_UP_BYTES_MAX ? memory : SET_UP_BYTES_MAX;
}

int cell_note_zeros(const struct warden *warden, struct cell *cell) {
    const struct cgroup_host *host = &warden->groups;
    int64_t cpu = cgroup_cpu_us(host, cell->group);
    cell->base_cpu_us = cpu > 0 ? (uint64_t)cpu : 0;
    cell->base_keeper_us = keeper_cpu_us(warden, cell->slot);
    cell->base_oom_kills = cgroup_oom_kills(host, cell->group);
    cell->base_refused = cgroup_pids_refused(host, cell->group);
    // From a zero that isn't known nothing can be counted.
    return cpu < 0 || cell->base_oom_kills < 0 || cell->base_refused < 0 ? -EIO : 0;
}

static int set_limits(const struct warden *warden, struct cell *cell) {
    const struct cgroup_host *host = &warden->groups;
    int64_t memory = memory_before(host, cell->group);
    if (memory < 0) return -EIO;
    cell->base_memory_bytes = (uint64_t)memory;
    const unsigned own_tasks = 2; // keeper and init
    return cgroup_limit(host, cell->group, cell->spec.memory_bytes + cell->base_memory_bytes,
                        cell->spec.processes + own_tasks);
}

// The program's tmpfs as large as the spec says.
static int resize_scratch(const struct cell *cell) {
    const struct scratch_size *now = &scratch_default[cell->tree];
    const struct spec *spec = &cell->spec;
    if (spec->scratch_bytes == now->bytes && spec->scratch_inodes == now->inodes) return 0;
    cleanup_fd int tmpfs = fspick(cell->scratch, "", FSPICK_EMPTY_PATH | FSPICK_CLOEXEC);
    if (tmpfs < 0) return -errno;
    char bytes[24], inodes[16];
    (void)snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)spec->scratch_bytes);
    (void)snprintf(inodes, sizeof inodes, "%u", spec->scratch_inodes);
    bool done = fsconfig(tmpfs, FSCONFIG_SET_STRING, "size", bytes, 0) == 0 &&
                fsconfig(tmpfs, FSCONFIG_SET_STRING, "nr_inodes", inodes, 0) == 0 &&
                fsconfig(tmpfs, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0) == 0;
    return done ? 0 : -errno;
}

int cell_start(struct warden *warden, struct cell *cell, enum cell_step *ret_step) {
    __attribute__((cleanup(close_placed))) struct placed placed = {{-1, -1, -1, -1, -1}};
    bool grouped = cell->group != NULL;
    bool sealed = cell->spec.policy == POLICY_SEALED;
    int r;

    *ret_step = cell->spec.terminal ? STEP_TERMINAL : STEP_PIPE;
    if ((r = make_streams(warden, cell, &placed)) < 0) return r;
    *ret_step = STEP_PROGRAM;
    if (!cell->zygote && (r = placed.fd[ORDER_PROGRAM] = open_program(warden, cell)) < 0) return cell->refusal ? 1 : r;
    *ret_step = STEP_SCRATCH;
    if ((r = resize_scratch(cell)) < 0) return r;
    *ret_step = STEP_INPUT;
    r = sealed ? queue_sealed(warden, cell, &placed.fd[ORDER_SOCKET]) : place_inputs(warden, cell);
    if (r < 0) return r;
    *ret_step = STEP_CGROUP_LIMIT;
    r = grouped ? set_limits(warden, cell) : 0;
    if (r < 0) return r;
    if (counts_alone(cell)) cell->base_peak_bytes = memory_peak_of(warden->proc, cell->init);
    cell->started_us = now_us();
    // Before the program can look for it: what a pipe holds of its input is there at once, as from a file.
    *ret_step = STEP_PIPE;
    if ((r = cell_feed(warden, cell)) < 0) return r;
    *ret_step = STEP_CONTROL;
    return send_order(cell, &placed, grouped);
}
