// What the warden saw, written down for the caller.
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "artifact.h"
#include "cell.h"
#include "fd.h"
#include "policy.h"

// What an open can fail with whatever the path is: then nothing is known of the file.
static bool is_of_moment(int error) {
    return error == EMFILE || error == ENFILE || error == ENOMEM || error == EIO || error == EAGAIN || error == EINTR;
}

// Every process of the cell is dead, but what they left is hostile: a scratch file is taken only if it is a regular
// file with one name, reached without leaving the directory or following a link. -ENOENT: there is none.
static int open_left(const struct cell *cell, const char *path, off_t *ret_size) {
    struct open_how how = {
        .flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
    };
    cleanup_fd int fd = (int)syscall(SYS_openat2, cell->scratch, path, &how, sizeof how);
    struct stat stat;
    if (fd < 0) return is_of_moment(errno) ? -errno : -ENOENT;
    if (fstat(fd, &stat) < 0) return -errno;
    if (!S_ISREG(stat.st_mode) || stat.st_nlink != 1) return -ENOENT;
    *ret_size = stat.st_size;
    return take_fd(&fd);
}

enum { KEPT_NOT, KEPT, KEPT_TOO_LARGE };

static int keep(struct warden *warden, const struct cell *cell, const struct spec_file *file) {
    off_t size = 0;
    cleanup_fd int left = open_left(cell, file->path, &size);
    if (left < 0 && left != -ENOENT) return left;
    uint32_t kept = left < 0 ? KEPT_NOT : (uint64_t)size > file->maximum_bytes ? KEPT_TOO_LARGE : KEPT;
    if (kept == KEPT) {
        cleanup_fd int blob = sealed_from_file(warden->proc, left, size, artifact_mend);
        if (blob < 0) return blob;
        int r = blobs_add(&warden->blobs, file->blob, blob);
        if (r < 0) return r;
        (void)take_fd(&blob);
    }
    int r = put_u32(&warden->out, FIELD_KEPT, kept);
    return r < 0 ? r : put_u64(&warden->out, FIELD_KEPT_BYTES, (uint64_t)size);
}

static int give_output(struct warden *warden, const struct cell *cell, const struct spec_file *file) {
    off_t size = 0;
    cleanup_fd int left = open_left(cell, file->path, &size);
    if (left < 0 && left != -ENOENT) return left;
    if (left < 0 || (uint64_t)size > file->maximum_bytes) return put_field(&warden->out, FIELD_OUTPUT_ABSENT, "", 0);
    struct bytes *out = &warden->out;
    int r = field_begin(out, FIELD_OUTPUT_CONTENT, (size_t)size);
    for (off_t at = 0; r == 0 && at < size;) {
        ssize_t len = pread(left, out->data + out->start + out->len, (size_t)(size - at), at);
        if (len <= 0) return len < 0 ? -errno : -EIO;
        out->len += (size_t)len;
        at += len;
    }
    return r;
}

static int put_status(struct bytes *out, const struct cell *cell) {
    const bool own_end = cell->cause == CAUSE_EXIT || cell->cause == CAUSE_SIGNAL;
    int r = own_end && cell->left_processes ? put_field(out, FIELD_LEFT_PROCESSES, "", 0) : 0;
    if (r < 0) return r;
    if (cell->cause == CAUSE_EXIT) return put_u32(out, FIELD_EXIT_CODE, (uint32_t)WEXITSTATUS(cell->ended.status));
    if (cell->cause != CAUSE_SIGNAL) return 0;
    char name[24];
    const int number = WTERMSIG(cell->ended.status), above = number - SIGRTMIN;
    const char *abbreviation = sigabbrev_np(number);
    if (abbreviation) (void)snprintf(name, sizeof name, "SIG%s", abbreviation);
    else (void)snprintf(name, sizeof name, above == 0 ? "SIGRTMIN" : "SIGRTMIN%+d", above);
    return put_text(out, FIELD_SIGNAL, name);
}

static int put_forbidden(struct bytes *out, const struct cell *cell) {
    if (cell->cause != CAUSE_SYSCALL) return 0;
    const struct forbidden *call = &cell->forbidden;
    char name[64];
    const char *abi;
    syscall_name(call->arch, call->number, name, sizeof name, &abi);
    int r = put_text(out, FIELD_SYSCALL_NAME, name);
    if (r == 0) r = put_u32(out, FIELD_SYSCALL_NUMBER, (uint32_t)call->number);
    if (r == 0) r = put_text(out, FIELD_SYSCALL_ABI, abi);
    for (int i = 0; r == 0 && i < 6; i++) r = put_u64(out, FIELD_SYSCALL_ARG, call->args[i]);
    const uint32_t policies = call->arch == AUDIT_ARCH_X86_64 ? policies_allowing(call->number, call->args) : 0;
    for (uint32_t policy = 0; r == 0 && policy < POLICY_COUNT; policy++) {
        if (policies >> policy & 1) r = put_u32(out, FIELD_SYSCALL_POLICY, policy);
    }
    return r;
}

static int put_refusal(struct bytes *out, const struct cell *cell) {
    if (cell->cause != CAUSE_REFUSED) return 0;
    int r = put_text(out, FIELD_REFUSAL, cell->refusal);
    if (r == 0 && cell->over_memory) r = put_field(out, FIELD_OVER_MEMORY, "", 0);
    return r;
}

// The peak of the cell, its few own pages included: some of what was there before the job goes when the program starts,
// so what remains of it can't be told. The limit was that much wider, but nobody is told of more than was asked for.
static uint64_t peak_bytes(const struct warden *warden, const struct cell *cell, uint64_t rusage_peak) {
    int64_t counted = cgroup_peak(&warden->groups, cell->group);
    uint64_t own = rusage_peak > cell->shared_bytes ? rusage_peak - cell->shared_bytes : 0;
    uint64_t peak = counted >= 0 ? (uint64_t)counted : own > cell->seen_bytes ? own : cell->seen_bytes;
    return peak < cell->spec.memory_bytes ? peak : cell->spec.memory_bytes;
}

static int put_usage(struct warden *warden, const struct cell *cell, uint64_t cpu_us, uint64_t rusage_peak) {
    struct bytes *out = &warden->out;
    int r = put_u64(out, FIELD_USED_CPU_US, cell->started_us ? cpu_us : 0);
    if (r == 0) r = put_u64(out, FIELD_USED_WALL_US, cell_wall_us(cell, cell->ended_us));
    if (r == 0) r = put_u64(out, FIELD_USED_MEMORY_BYTES, peak_bytes(warden, cell, rusage_peak));
    if (r == 0 && cell->truncated[0]) r = put_field(out, FIELD_TRUNCATED_STDOUT, "", 0);
    if (r == 0 && cell->truncated[1]) r = put_field(out, FIELD_TRUNCATED_STDERR, "", 0);
    int64_t refused = cgroup_pids_refused(&warden->groups, cell->group);
    if (r == 0 && cell->group && refused < 0) r = -EIO;
    if (r == 0 && refused > cell->base_refused) r = put_field(out, FIELD_PROCESS_LIMIT_HIT, "", 0);
    return r;
}

static int put_files(struct warden *warden, const struct cell *cell) {
    int r = 0;
    for (unsigned i = 0; r == 0 && i < cell->spec.keeps_count; i++) r = keep(warden, cell, &cell->spec.keeps[i]);
    for (unsigned i = 0; r == 0 && i < cell->spec.outputs_count; i++) {
        r = give_output(warden, cell, &cell->spec.outputs[i]);
    }
    return r;
}

void fault_report(struct warden *warden, enum cell_message message, uint32_t id, enum cell_step step, int error) {
    size_t mark;
    const char *name = strerrorname_np(error);
    int r = frame_begin(&warden->out, message, id, &mark);
    if (r == 0) r = put_text(&warden->out, FIELD_STEP, step_name(step));
    if (r == 0) r = put_text(&warden->out, FIELD_ERRNO, name ? name : "EUNKNOWN");
    if (r == 0) frame_end(&warden->out, mark);
    else warden->speechless = true;
}

void cell_tell_used(struct warden *warden, const struct cell *cell) {
    struct bytes *out = &warden->out;
    size_t before = out->len, mark;
    bool running = cell->state == CELL_RUNNING;
    int r = frame_begin(out, MESSAGE_USED, cell->id, &mark);
    if (r == 0) r = put_u64(out, FIELD_USED_CPU_US, running ? cell_cpu_us(warden, cell) : 0);
    if (r == 0 && (!running || cell_wants_processor(warden, cell))) r = put_field(out, FIELD_RUNNABLE, "", 0);
    if (r == 0) frame_end(out, mark);
    else out->len = before;
}

void cell_report(struct warden *warden, struct cell *cell, uint64_t cpu_us, uint64_t rusage_peak) {
    if (cell->failed_step != STEP_NONE) {
        fault_report(warden, MESSAGE_FAULT, cell->id, cell->failed_step, cell->failed_error);
        return;
    }
    struct bytes *out = &warden->out;
    size_t before = out->len, mark = 0;
    int r = frame_begin(out, MESSAGE_REPORT, cell->id, &mark);
    if (r == 0) r = put_u32(out, FIELD_CAUSE, (uint32_t)cell->cause);
    if (r == 0) r = put_status(out, cell);
    if (r == 0) r = put_refusal(out, cell);
    if (r == 0) r = put_forbidden(out, cell);
    if (r == 0) r = put_usage(warden, cell, cpu_us, rusage_peak);
    if (r == 0) r = put_files(warden, cell);
    if (r == 0) {
        frame_end(out, mark);
        return;
    }
    out->len = before; // a report that can't be written whole is none
    fault_report(warden, MESSAGE_FAULT, cell->id, STEP_KEEP, -r);
}
