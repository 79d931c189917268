// Control groups for cells: version 2, version 1, or none.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// CGROUP_CPU counts processor time. CGROUP_SHARES makes the processes of a cell, however many, and whatever sessions
// they open, one party in the scheduler's eyes, and all cells together one beside the service.
enum cgroup_kind { CGROUP_MEMORY, CGROUP_PIDS, CGROUP_CPU, CGROUP_SHARES, CGROUP_KINDS };

// Where cells' groups are made. With version 2 all kinds share one directory.
struct cgroup_host {
    int version;            // 2, 1, or 0: no groups, rlimits alone
    int base[CGROUP_KINDS]; // directories of ours; -1 where there is none
    int parent[CGROUP_KINDS];
    char name[64]; // ours, below the group that we were started in
    char why[160]; // for version 0 or a missing controller: what stood in the way
};

// Finds the hierarchies by /proc/self (a descriptor of a proc mount) and makes our base directories; removes
// those that dead wardens left. `wanted` false chooses version 0. Never fails: what isn't there is version 0.
void cgroup_open(struct cgroup_host *ret_host, int proc, bool wanted);
void cgroup_close(struct cgroup_host *host);
// The version that cgroup_open would choose, as far as can be told without changing anything; for 0 with the reason.
int cgroup_choice(int proc, char *ret_why, size_t size);

// What is set and read of a group, whatever its files are called.
enum cgroup_control {
    CONTROL_MEMORY_LIMIT,
    CONTROL_SWAP_LIMIT,
    CONTROL_TASKS_LIMIT,
    CONTROL_CPU,
    CONTROL_MEMORY,
    CONTROL_PEAK,
    CONTROL_OOM_KILLS,
    CONTROL_REFUSED,
    CONTROL_SHARES,
    CGROUP_CONTROLS,
};

// One cell's group.
struct cgroup {
    int dir[CGROUP_KINDS];        // -1 where there is none
    int control[CGROUP_CONTROLS]; // opened at the first use and kept; -1 before
    char name[32];
    bool made;
    unsigned tasks; // the limit that is set; 0 before the first
    bool small;     // see cgroup_share
};
#define CGROUP_NONE ((struct cgroup){.dir = {-1, -1, -1, -1}, .control = {-1, -1, -1, -1, -1, -1, -1, -1, -1}})

// 0 or -errno; with version 0 nothing is made and 0 returned.
int cgroup_create(const struct cgroup_host *host, unsigned serial, struct cgroup *ret_group);
// Bounds memory (and swap: none) and the number of tasks; its share of the processors is the usual one. 0 or -errno.
int cgroup_limit(const struct cgroup_host *host, struct cgroup *group, uint64_t memory_bytes, unsigned tasks);
// Whether groups have shares of the processors.
bool cgroup_has_shares(const struct cgroup_host *host);
// Makes the group's share a CGROUP_SMALL_SHARE-th of the usual one, or that again. 0, also for a NULL group, or -errno.
enum { CGROUP_SMALL_SHARE = 64 };
int cgroup_share(const struct cgroup_host *host, struct cgroup *group, bool small);

// These take a NULL group too, which counts nothing. CPU time of the whole tree in microseconds, since the group was
// made; -1 without that controller.
int64_t cgroup_cpu_us(const struct cgroup_host *host, struct cgroup *group);
// The memory in use now, in bytes; -1 without that controller.
int64_t cgroup_memory(const struct cgroup_host *host, struct cgroup *group);
// The memory in use now, in bytes, from which the peak counts anew where the kernel can set it back; -1 without that
// controller.
int64_t cgroup_reset_peak(const struct cgroup_host *host, struct cgroup *group);
// Has the kernel free at once what it would free late, as far as it can; takes up to some milliseconds.
void cgroup_drain(const struct cgroup_host *host, const struct cgroup *group);
// Peak memory in bytes; -1 without that controller.
int64_t cgroup_peak(const struct cgroup_host *host, struct cgroup *group);
// How often the group's memory limit killed a process.
int64_t cgroup_oom_kills(const struct cgroup_host *host, struct cgroup *group);
// How often its tasks limit refused one.
int64_t cgroup_pids_refused(const struct cgroup_host *host, struct cgroup *group);

// The ids of the group's first tasks, at most CGROUP_TASKS_MAX of them. How many; 0 where they can't be read.
enum { CGROUP_TASKS_MAX = 10 };
int cgroup_tasks(const struct cgroup_host *host, const struct cgroup *group, pid_t *ret_tasks);

// Kills the group's processes but one, at most CGROUP_KILL_MAX of them. Whoever forks meanwhile is overlooked.
enum { CGROUP_KILL_MAX = 128 };
void cgroup_kill(const struct cgroup *group, pid_t spared);

// Removes the group. 0, or -EBUSY while the kernel still holds its last task: try again later.
int cgroup_remove(const struct cgroup_host *host, struct cgroup *group);
