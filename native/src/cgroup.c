// One cell's group: made, bounded, read, removed.
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "control-file.h"
#include "fd.h"

int cgroup_create(const struct cgroup_host *host, unsigned serial, struct cgroup *ret_group) {
    struct cgroup group = CGROUP_NONE;
    (void)snprintf(group.name, sizeof group.name, "cell-%u", serial);
    for (int kind = 0; kind < CGROUP_KINDS; kind++) {
        if (host->base[kind] < 0) continue;
        group.made = true;
        int r = mkdirat(host->base[kind], group.name, 0755) < 0 ? -errno : 0;
        if (r == 0) group.dir[kind] = openat(host->base[kind], group.name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (r == 0 && group.dir[kind] < 0) r = -errno;
        if (r < 0) {
            (void)cgroup_remove(host, &group);
            return r;
        }
    }
    *ret_group = group;
    return 0;
}

static const struct control_file {
    enum cgroup_kind kind;
    const char *name;
    int flags;
} files[][CGROUP_CONTROLS] = {
    // version 1
    {
        [CONTROL_MEMORY_LIMIT] = {CGROUP_MEMORY, "memory.limit_in_bytes", O_WRONLY},
        [CONTROL_SWAP_LIMIT] = {CGROUP_MEMORY, "memory.memsw.limit_in_bytes", O_WRONLY},
        [CONTROL_TASKS_LIMIT] = {CGROUP_PIDS, "pids.max", O_WRONLY},
        [CONTROL_CPU] = {CGROUP_CPU, "cpuacct.usage", O_RDONLY},
        [CONTROL_MEMORY] = {CGROUP_MEMORY, "memory.usage_in_bytes", O_RDONLY},
        [CONTROL_PEAK] = {CGROUP_MEMORY, "memory.max_usage_in_bytes", O_RDWR},
        [CONTROL_OOM_KILLS] = {CGROUP_MEMORY, "memory.oom_control", O_RDONLY},
        [CONTROL_REFUSED] = {CGROUP_PIDS, "pids.events", O_RDONLY},
        [CONTROL_SHARES] = {CGROUP_SHARES, "cpu.shares", O_WRONLY},
    },
    // version 2, where all kinds have one directory
    {
        [CONTROL_MEMORY_LIMIT] = {CGROUP_MEMORY, "memory.max", O_WRONLY},
        [CONTROL_SWAP_LIMIT] = {CGROUP_MEMORY, "memory.swap.max", O_WRONLY},
        [CONTROL_TASKS_LIMIT] = {CGROUP_MEMORY, "pids.max", O_WRONLY},
        [CONTROL_CPU] = {CGROUP_MEMORY, "cpu.stat", O_RDONLY},
        [CONTROL_MEMORY] = {CGROUP_MEMORY, "memory.current", O_RDONLY},
        [CONTROL_PEAK] = {CGROUP_MEMORY, "memory.peak", O_RDONLY},
        [CONTROL_OOM_KILLS] = {CGROUP_MEMORY, "memory.events", O_RDONLY},
        [CONTROL_REFUSED] = {CGROUP_MEMORY, "pids.events", O_RDONLY},
        [CONTROL_SHARES] = {CGROUP_MEMORY, "cpu.weight", O_WRONLY},
    },
};

// The kind whose directory is that of a kind as well.
static enum cgroup_kind holder(const struct cgroup_host *host, enum cgroup_kind kind) {
    return kind == CGROUP_SHARES && host->base[kind] < 0 ? CGROUP_CPU : kind;
}

// The file's descriptor, or -errno.
static int open_control(const struct cgroup_host *host, struct cgroup *group, enum cgroup_control control) {
    if (!group || host->version == 0) return -ENOENT;
    const struct control_file *file = &files[host->version - 1][control];
    int *fd = &group->control[control], dir = group->dir[holder(host, file->kind)];
    if (*fd < 0 && dir >= 0) *fd = openat(dir, file->name, file->flags | O_CLOEXEC);
    return *fd >= 0 ? *fd : dir < 0 ? -ENOENT : -errno;
}

static int set(const struct cgroup_host *host, struct cgroup *group, enum cgroup_control control, uint64_t number) {
    int fd = open_control(host, group, control);
    return fd < 0 ? fd : control_write_number(fd, number);
}

// Most cells of a slot may have as many tasks as the one before.
static int limit_tasks(const struct cgroup_host *host, struct cgroup *group, unsigned tasks) {
    if (tasks == group->tasks) return 0;
    int r = set(host, group, CONTROL_TASKS_LIMIT, tasks);
    group->tasks = r < 0 ? 0 : tasks;
    return r;
}

static const unsigned usual_share[] = {1024, 100}; // what a new group has, with version 1 and 2

bool cgroup_has_shares(const struct cgroup_host *host) {
    if (host->version == 0) return false;
    const struct control_file *file = &files[host->version - 1][CONTROL_SHARES];
    int base = host->base[holder(host, file->kind)];
    return base >= 0 && faccessat(base, file->name, F_OK, 0) == 0;
}

int cgroup_share(const struct cgroup_host *host, struct cgroup *group, bool small) {
    if (host->version == 0 || !group || small == group->small) return 0;
    unsigned usual = usual_share[host->version - 1];
    int r = set(host, group, CONTROL_SHARES, small ? usual / CGROUP_SMALL_SHARE : usual);
    if (r == 0) group->small = small;
    return r;
}

int cgroup_limit(const struct cgroup_host *host, struct cgroup *group, uint64_t memory_bytes, unsigned tasks) {
    if (host->version == 0) return 0;
    int r = cgroup_share(host, group, false); // where that has failed before
    if (r < 0) return r;
    r = set(host, group, CONTROL_MEMORY_LIMIT, memory_bytes);
    // Version 1 counts swap with memory, and its limit may never be the lower one: so the order depends on which way
    // the limits of the last cell go.
    bool with_memory = host->version == 1;
    int swap = with_memory || r == 0 ? set(host, group, CONTROL_SWAP_LIMIT, with_memory ? memory_bytes : 0) : 0;
    if (with_memory && r == -EINVAL) r = set(host, group, CONTROL_MEMORY_LIMIT, memory_bytes);
    if (r == 0 && swap < 0 && swap != -ENOENT) r = swap;
    return r < 0 ? r : limit_tasks(host, group, tasks);
}

int64_t cgroup_cpu_us(const struct cgroup_host *host, struct cgroup *group) {
    int fd = open_control(host, group, CONTROL_CPU);
    if (host->version == 2) return control_keyed(fd, "usage_usec");
    int64_t ns = control_number(fd);
    return ns < 0 ? -1 : ns / 1000;
}

int64_t cgroup_memory(const struct cgroup_host *host, struct cgroup *group) {
    return control_number(open_control(host, group, CONTROL_MEMORY));
}

int64_t cgroup_reset_peak(const struct cgroup_host *host, struct cgroup *group) {
    if (host->version == 1) (void)set(host, group, CONTROL_PEAK, 0);
    return cgroup_memory(host, group);
}

void cgroup_drain(const struct cgroup_host *host, const struct cgroup *group) {
    // Version 2 has a new group for each cell.
    if (group && host->version == 1) (void)control_write(group->dir[CGROUP_MEMORY], "memory.force_empty", "0");
}

int64_t cgroup_peak(const struct cgroup_host *host, struct cgroup *group) {
    return control_number(open_control(host, group, CONTROL_PEAK));
}

int64_t cgroup_oom_kills(const struct cgroup_host *host, struct cgroup *group) {
    return control_keyed(open_control(host, group, CONTROL_OOM_KILLS), "oom_kill");
}

int64_t cgroup_pids_refused(const struct cgroup_host *host, struct cgroup *group) {
    return control_keyed(open_control(host, group, CONTROL_REFUSED), "max");
}

// As many of the ids in the group's file as fit; 0 where none can be read.
static int list_ids(const struct cgroup *group, const char *file, int max, pid_t *ret_pids) {
    char text[CGROUP_KILL_MAX * 12];
    int count = 0;
    if (control_text(group->dir[CGROUP_MEMORY], file, text, sizeof text) < 0) return 0;
    for (char *at = text, *end; count < max; at = end) {
        pid_t pid = (pid_t)strtol(at, &end, 10);
        if (end == at || *end != '\n') break; // a number that is cut off is none
        if (pid > 0) ret_pids[count++] = pid;
    }
    return count;
}

static int list_processes(const struct cgroup *group, pid_t *ret_pids) {
    return list_ids(group, "cgroup.procs", CGROUP_KILL_MAX, ret_pids);
}

int cgroup_tasks(const struct cgroup_host *host, const struct cgroup *group, pid_t *ret_tasks) {
    if (host->version == 0 || !group) return 0;
    return list_ids(group, host->version == 1 ? "tasks" : "cgroup.threads", CGROUP_TASKS_MAX, ret_tasks);
}

static bool is_among(pid_t pid, const pid_t *pids, int count) {
    for (int i = 0; i < count; i++) {
        if (pids[i] == pid) return true;
    }
    return false;
}

// A number that has meanwhile been given to a stranger is no longer listed when the stranger is at hand.
void cgroup_kill(const struct cgroup *group, pid_t spared) {
    pid_t pids[CGROUP_KILL_MAX], again[CGROUP_KILL_MAX];
    int pidfds[CGROUP_KILL_MAX], count = list_processes(group, pids);
    for (int i = 0; i < count; i++) pidfds[i] = pids[i] == spared ? -1 : (int)syscall(SYS_pidfd_open, pids[i], 0);
    int still = list_processes(group, again);
    for (int i = 0; i < count; i++) {
        if (pidfds[i] >= 0 && is_among(pids[i], again, still))
            (void)syscall(SYS_pidfd_send_signal, pidfds[i], SIGKILL, NULL, 0);
        close_fd(&pidfds[i]);
    }
}

int cgroup_remove(const struct cgroup_host *host, struct cgroup *group) {
    int r = 0;
    for (int kind = 0; kind < CGROUP_KINDS; kind++) {
        if (group->made && host->base[kind] >= 0 && unlinkat(host->base[kind], group->name, AT_REMOVEDIR) < 0 &&
            errno != ENOENT) {
            r = -errno;
        }
        close_fd(&group->dir[kind]);
    }
    for (int control = 0; control < CGROUP_CONTROLS; control++) close_fd(&group->control[control]);
    if (r == 0) group->made = false;
    return r;
}
