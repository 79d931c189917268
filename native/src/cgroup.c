// One cell's group: made, bounded, read, removed.
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control-file.h"
#include "fd.h"

int cgroup_create(const struct cgroup_host *host, unsigned serial, struct cgroup *ret_group) {
    struct cgroup group = {.dir = {-1, -1, -1}};
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

// Most cells of a slot may have as many tasks as the one before.
static int limit_tasks(struct cgroup *group, int dir, unsigned tasks) {
    if (tasks == group->tasks) return 0;
    int r = control_write_number(dir, "pids.max", tasks);
    group->tasks = r < 0 ? 0 : tasks;
    return r;
}

int cgroup_limit(const struct cgroup_host *host, struct cgroup *group, uint64_t memory_bytes, unsigned tasks) {
    if (host->version == 0) return 0;
    int memory = group->dir[CGROUP_MEMORY];
    int r;
    if (host->version == 2) {
        r = control_write_number(memory, "memory.max", memory_bytes);
        if (r == 0) {
            int swap = control_write_number(memory, "memory.swap.max", 0);
            if (swap < 0 && swap != -ENOENT) r = swap;
        }
        return r < 0 ? r : limit_tasks(group, memory, tasks);
    }
    // Memory may never be above memory and swap, so the order depends on which way the limits of the last cell go.
    r = control_write_number(memory, "memory.limit_in_bytes", memory_bytes);
    int swap = control_write_number(memory, "memory.memsw.limit_in_bytes", memory_bytes);
    if (r == -EINVAL) r = control_write_number(memory, "memory.limit_in_bytes", memory_bytes);
    if (r == 0 && swap < 0 && swap != -ENOENT) r = swap;
    return r < 0 ? r : limit_tasks(group, group->dir[CGROUP_PIDS], tasks);
}

int64_t cgroup_cpu_us(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    if (host->version == 2) return control_keyed(group->dir[CGROUP_MEMORY], "cpu.stat", "usage_usec");
    int64_t ns = control_number(group->dir[CGROUP_CPU], "cpuacct.usage");
    return ns < 0 ? -1 : ns / 1000;
}

int64_t cgroup_memory(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    return control_number(group->dir[CGROUP_MEMORY], host->version == 2 ? "memory.current" : "memory.usage_in_bytes");
}

int64_t cgroup_reset_peak(const struct cgroup_host *host, const struct cgroup *group) {
    if (group && host->version != 2)
        (void)control_write_number(group->dir[CGROUP_MEMORY], "memory.max_usage_in_bytes", 0);
    return cgroup_memory(host, group);
}

void cgroup_drain(const struct cgroup_host *host, const struct cgroup *group) {
    // Version 2 has a new group for each cell.
    if (group && host->version == 1) (void)control_write_number(group->dir[CGROUP_MEMORY], "memory.force_empty", 0);
}

int64_t cgroup_peak(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    const char *name = host->version == 2 ? "memory.peak" : "memory.max_usage_in_bytes";
    return control_number(group->dir[CGROUP_MEMORY], name);
}

int64_t cgroup_oom_kills(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    const char *name = host->version == 2 ? "memory.events" : "memory.oom_control";
    return control_keyed(group->dir[CGROUP_MEMORY], name, "oom_kill");
}

int64_t cgroup_pids_refused(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    return control_keyed(group->dir[host->version == 2 ? CGROUP_MEMORY : CGROUP_PIDS], "pids.events", "max");
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
    if (r == 0) group->made = false;
    return r;
}
