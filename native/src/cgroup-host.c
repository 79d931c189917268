// Where cells' groups are made: the version that can be used, and our directories in it.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgroup.h"
#include "control-file.h"
#include "fd.h"
#include "hierarchy.h"

#define BASE_PREFIX "cellblock-"

static const char *const controller[CGROUP_KINDS] = {"memory", "pids", "cpuacct", "cpu"};

// Removes the groups in a dead warden's directory.
static void empty_base(int base) {
    DIR *list = base < 0 ? NULL : fdopendir(dup(base));
    if (!list) return;
    for (struct dirent *entry; (entry = readdir(list));) {
        if (strncmp(entry->d_name, "cell-", 5) == 0) (void)unlinkat(base, entry->d_name, AT_REMOVEDIR);
    }
    (void)closedir(list);
}

// The same with the directory.
static void sweep(int parent, const char *name) {
    cleanup_fd int base = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    empty_base(base);
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

static void sweep_dead(int parent) {
    DIR *list = fdopendir(openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!list) return;
    for (struct dirent *entry; (entry = readdir(list));) {
        if (strncmp(entry->d_name, BASE_PREFIX, sizeof BASE_PREFIX - 1) != 0) continue;
        pid_t pid = (pid_t)strtol(entry->d_name + sizeof BASE_PREFIX - 1, NULL, 10);
        if (pid > 0 && kill(pid, 0) < 0 && errno == ESRCH) sweep(parent, entry->d_name);
    }
    (void)closedir(list);
}

static int make_base(int parent, const char *name, int *ret_base) {
    sweep_dead(parent);
    if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST) return -errno;
    *ret_base = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*ret_base < 0) return -errno;
    empty_base(*ret_base); // of one that had our pid, if it was there
    return 0;
}

// Moves our group's processes, and whoever else is in it, to its leaf.
static int empty_group(int parent) {
    if (mkdirat(parent, HIERARCHY_LEAF, 0755) < 0 && errno != EEXIST) return -errno;
    cleanup_fd int leaf = openat(parent, HIERARCHY_LEAF, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int fd = openat(parent, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    FILE *file = leaf < 0 || fd < 0 ? NULL : fdopen(dup(fd), "r");
    if (!file) return -errno;
    int r = 0;
    char pid[32];
    while (r == 0 && fgets(pid, sizeof pid, file)) {
        r = control_write(leaf, "cgroup.procs", pid);
        if (r == -ESRCH) r = 0;
    }
    (void)fclose(file);
    return r;
}

static int enable(int group, const char *controllers) {
    int r = control_write(group, "cgroup.subtree_control", controllers);
    // What forks while its group is being emptied leaves a child behind.
    for (int attempt = 0; r == -EBUSY && attempt < 20; attempt++) {
        r = empty_group(group);
        if (r == 0) r = control_write(group, "cgroup.subtree_control", controllers);
    }
    return r;
}

// The controllers to enable below a group, or why there are none to use.
static int offered(int group, const char **ret_controllers) {
    char controllers[256];
    int r = control_text(group, "cgroup.controllers", controllers, sizeof controllers);
    if (r < 0) return r;
    if (!strstr(controllers, "memory") || !strstr(controllers, "pids")) return -ENOTSUP;
    bool cpu = strstr(controllers, "cpu ") || strstr(controllers, "cpu\n");
    *ret_controllers = cpu ? "+memory +pids +cpu" : "+memory +pids";
    return 0;
}

static int use_version_2(struct cgroup_host *host, int *parent) {
    const char *controllers;
    int base = -1;
    int r = offered(*parent, &controllers);
    if (r == 0) r = enable(*parent, controllers);
    if (r == 0) r = make_base(*parent, host->name, &base);
    if (r == 0) r = control_write(base, "cgroup.subtree_control", controllers);
    if (r < 0) {
        close_fd(&base);
        return r;
    }
    host->version = 2;
    host->base[CGROUP_MEMORY] = base;
    host->parent[CGROUP_MEMORY] = take_fd(parent);
    return 0;
}

static int open_version_2(struct cgroup_host *host, int proc) {
    cleanup_fd int own = -1;
    int r = hierarchy_open(proc, "", &own);
    if (r < 0) return r;
    cleanup_fd int above = hierarchy_open_above_leaf(proc, own);
    if (above >= 0 && use_version_2(host, &above) == 0) return 0;
    return use_version_2(host, &own);
}

static int open_kind(struct cgroup_host *host, int proc, enum cgroup_kind kind) {
    int r = hierarchy_open(proc, controller[kind], &host->parent[kind]);
    return r < 0 ? r : make_base(host->parent[kind], host->name, &host->base[kind]);
}

static bool is_same(int one, int other) {
    struct stat a, b;
    return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static int open_version_1(struct cgroup_host *host, int proc) {
    for (int kind = 0; kind < CGROUP_SHARES; kind++) {
        int r = open_kind(host, proc, kind);
        if (r < 0) return r;
    }
    // A host without this one has all the limits. On most it is mounted together with cpuacct, and entered with it.
    bool apart = open_kind(host, proc, CGROUP_SHARES) == 0;
    if (apart && is_same(host->base[CGROUP_SHARES], host->base[CGROUP_CPU])) close_fd(&host->base[CGROUP_SHARES]);
    host->version = 1;
    return 0;
}

void cgroup_close(struct cgroup_host *host) {
    for (int kind = 0; kind < CGROUP_KINDS; kind++) {
        if (host->parent[kind] >= 0) sweep(host->parent[kind], host->name);
        close_fd(&host->base[kind]);
        close_fd(&host->parent[kind]);
    }
    host->version = 0;
}

static void explain(char *ret_why, size_t size, int second, int first) {
    (void)snprintf(ret_why, size, "version 2: %s; version 1: %s", strerrordesc_np(-second), strerrordesc_np(-first));
}

void cgroup_open(struct cgroup_host *ret_host, int proc, bool wanted) {
    *ret_host = (struct cgroup_host){.base = {-1, -1, -1, -1}, .parent = {-1, -1, -1, -1}};
    (void)snprintf(ret_host->name, sizeof ret_host->name, BASE_PREFIX "%d", (int)getpid());
    if (!wanted) {
        (void)snprintf(ret_host->why, sizeof ret_host->why, "switched off");
        return;
    }
    int second = open_version_2(ret_host, proc);
    if (second == 0) return;
    int first = open_version_1(ret_host, proc);
    if (first == 0) return;
    cgroup_close(ret_host);
    explain(ret_host->why, sizeof ret_host->why, second, first);
}

static int writable(int dir, const char *name) { return faccessat(dir, name, W_OK, AT_EACCESS) < 0 ? -errno : 0; }

static int choose_version_2(int proc) {
    cleanup_fd int own = -1;
    const char *controllers;
    int r = hierarchy_open(proc, "", &own);
    if (r < 0) return r;
    cleanup_fd int above = hierarchy_open_above_leaf(proc, own);
    int parent = above >= 0 && writable(above, ".") == 0 ? above : own;
    r = offered(parent, &controllers);
    return r < 0 ? r : writable(parent, ".");
}

static int choose_version_1(int proc) {
    int r = 0;
    for (int kind = 0; r == 0 && kind < CGROUP_SHARES; kind++) {
        cleanup_fd int parent = -1;
        r = hierarchy_open(proc, controller[kind], &parent);
        if (r == 0) r = writable(parent, ".");
    }
    return r;
}

int cgroup_choice(int proc, char *ret_why, size_t size) {
    int second = choose_version_2(proc), first = second == 0 ? 0 : choose_version_1(proc);
    if (second == 0) return 2;
    if (first == 0) return 1;
    explain(ret_why, size, second, first);
    return 0;
}
