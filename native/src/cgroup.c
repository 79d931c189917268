// Control groups by directory descriptors: nothing here follows a path that a cell could touch.
#include "cgroup.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fd.h"

#define BASE_PREFIX "cellblock-"

static const char *const controller[CGROUP_KINDS] = {"memory", "pids", "cpuacct"};

static int read_text(int dir, const char *name, char *text, size_t size) {
    cleanup_fd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -errno;
    ssize_t len = read(fd, text, size - 1);
    if (len < 0) return -errno;
    text[len] = 0;
    return 0;
}

static int write_text(int dir, const char *name, const char *text) {
    cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -errno;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static int write_number(int dir, const char *name, uint64_t number) {
    char text[24];
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    return write_text(dir, name, text);
}

static int64_t read_number(int dir, const char *name) {
    char text[32];
    if (dir < 0 || read_text(dir, name, text, sizeof text) < 0) return -1;
    return strtoll(text, NULL, 10);
}

// The number behind `key` in a file of "key number" lines; 0 where the key is absent, -1 without the file.
static int64_t read_keyed(int dir, const char *name, const char *key) {
    char text[4096];
    if (dir < 0 || read_text(dir, name, text, sizeof text) < 0) return -1;
    size_t len = strlen(key);
    for (char *line = text; line; line = strchr(line, '\n')) {
        // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): read_text has ended the text
        if (*line == '\n') line++;
        if (strncmp(line, key, len) == 0 && line[len] == ' ') return strtoll(line + len + 1, NULL, 10);
    }
    return 0;
}

// Whether `word` stands in a comma-separated list.
static bool has_word(const char *list, const char *word) {
    size_t len = strlen(word);
    for (const char *at = list; at; at = strchr(at, ',')) {
        if (*at == ',') at++;
        if (strncmp(at, word, len) == 0 && (at[len] == ',' || at[len] == 0)) return true;
    }
    return false;
}

// The group we are in, in the hierarchy with that controller ("" for version 2).
static int own_group(int proc, const char *wanted, char *ret_path, size_t size) {
    cleanup_fd int fd = openat(proc, "self/cgroup", O_RDONLY | O_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(dup(fd), "r");
    if (!file) return -errno;
    char line[4096];
    int r = -ENOENT;
    while (r != 0 && fgets(line, sizeof line, file)) {
        char *list = strchr(line, ':');
        char *path = list ? strchr(list + 1, ':') : NULL;
        if (!path) continue;
        *path++ = 0;
        path[strcspn(path, "\n")] = 0;
        list++;
        if (*wanted ? !has_word(list, wanted) : *list != 0) continue;
        r = (size_t)snprintf(ret_path, size, "%s", path) < size ? 0 : -ENAMETOOLONG;
    }
    (void)fclose(file);
    return r;
}

// Opens our group's directory in the hierarchy with that controller, wherever it is mounted.
static int open_own_group(int proc, const char *wanted, int *ret_dir) {
    char group[2048];
    int r = own_group(proc, wanted, group, sizeof group);
    if (r < 0) return r;
    cleanup_fd int fd = openat(proc, "self/mountinfo", O_RDONLY | O_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(dup(fd), "r");
    if (!file) return -errno;
    char line[4096], root[1024], point[1024], type[64], options[1024];
    r = -ENOENT;
    while (r != 0 && fgets(line, sizeof line, file)) {
        char *tail = strstr(line, " - ");
        if (!tail || sscanf(line, "%*d %*d %*s %1023s %1023s", root, point) != 2) continue;
        if (sscanf(tail, " - %63s %*s %1023s", type, options) != 2) continue;
        if (*wanted ? strcmp(type, "cgroup") != 0 || !has_word(options, wanted) : strcmp(type, "cgroup2") != 0)
            continue;
        size_t skip = strcmp(root, "/") == 0 ? 0 : strlen(root);
        if (skip && strncmp(group, root, skip) != 0) continue;
        char path[4096];
        (void)snprintf(path, sizeof path, "%s%s", point, group + skip);
        *ret_dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        r = *ret_dir < 0 ? -errno : 0;
    }
    (void)fclose(file);
    return r;
}

// Removes a dead warden's directory with the groups in it.
static void sweep(int parent, const char *name) {
    cleanup_fd int dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = dir < 0 ? NULL : fdopendir(dup(dir));
    if (!list) return;
    for (struct dirent *entry; (entry = readdir(list));) {
        if (strncmp(entry->d_name, "cell-", 5) == 0) (void)unlinkat(dir, entry->d_name, AT_REMOVEDIR);
    }
    (void)closedir(list);
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
    return *ret_base < 0 ? -errno : 0;
}

// Version 2 gives controllers only to groups without processes of their own: those in ours move to a leaf. The name is
// the one that systemd's manuals suggest for it.
#define LEAF "supervisor"

static int empty_group(int parent) {
    if (mkdirat(parent, LEAF, 0755) < 0 && errno != EEXIST) return -errno;
    cleanup_fd int leaf = openat(parent, LEAF, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cleanup_fd int fd = openat(parent, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    FILE *file = leaf < 0 || fd < 0 ? NULL : fdopen(dup(fd), "r");
    if (!file) return -errno;
    int r = 0;
    char pid[32];
    while (r == 0 && fgets(pid, sizeof pid, file)) {
        r = write_text(leaf, "cgroup.procs", pid);
        if (r == -ESRCH) r = 0;
    }
    (void)fclose(file);
    return r;
}

static int enable(int group, const char *controllers) {
    int r = write_text(group, "cgroup.subtree_control", controllers);
    // What forks while its group is being emptied leaves a child behind.
    for (int attempt = 0; r == -EBUSY && attempt < 20; attempt++) {
        r = empty_group(group);
        if (r == 0) r = write_text(group, "cgroup.subtree_control", controllers);
    }
    return r;
}

// The controllers to enable below a group, or why there are none to use.
static int offered(int group, const char **ret_controllers) {
    char controllers[256];
    int r = read_text(group, "cgroup.controllers", controllers, sizeof controllers);
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
    if (r == 0) r = write_text(base, "cgroup.subtree_control", controllers);
    if (r < 0) {
        close_fd(&base);
        return r;
    }
    host->version = 2;
    host->base[CGROUP_MEMORY] = base;
    host->parent[CGROUP_MEMORY] = take_fd(parent);
    return 0;
}

// The group that ours is the leaf of; -1 where it is none. systemd may have made it, or a warden before.
static int open_above_leaf(int proc, int own) {
    char path[2048];
    if (own_group(proc, "", path, sizeof path) < 0) return -1;
    const char *name = strrchr(path, '/');
    if (!name || strcmp(name + 1, LEAF) != 0) return -1;
    return openat(own, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int open_version_2(struct cgroup_host *host, int proc) {
    cleanup_fd int own = -1;
    int r = open_own_group(proc, "", &own);
    if (r < 0) return r;
    cleanup_fd int above = open_above_leaf(proc, own);
    if (above >= 0 && use_version_2(host, &above) == 0) return 0;
    return use_version_2(host, &own);
}

static int open_version_1(struct cgroup_host *host, int proc) {
    for (int kind = 0; kind < CGROUP_KINDS; kind++) {
        int r = open_own_group(proc, controller[kind], &host->parent[kind]);
        if (r == 0) r = make_base(host->parent[kind], host->name, &host->base[kind]);
        if (r < 0) return r;
    }
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
    *ret_host = (struct cgroup_host){.base = {-1, -1, -1}, .parent = {-1, -1, -1}};
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
    int r = open_own_group(proc, "", &own);
    if (r < 0) return r;
    cleanup_fd int above = open_above_leaf(proc, own);
    int parent = above >= 0 && writable(above, ".") == 0 ? above : own;
    r = offered(parent, &controllers);
    return r < 0 ? r : writable(parent, ".");
}

static int choose_version_1(int proc) {
    int r = 0;
    for (int kind = 0; r == 0 && kind < CGROUP_KINDS; kind++) {
        cleanup_fd int parent = -1;
        r = open_own_group(proc, controller[kind], &parent);
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

int cgroup_limit(const struct cgroup_host *host, const struct cgroup *group, uint64_t memory_bytes, unsigned tasks) {
    if (host->version == 0) return 0;
    int memory = group->dir[CGROUP_MEMORY];
    int r;
    if (host->version == 2) {
        r = write_number(memory, "memory.max", memory_bytes);
        if (r == 0) {
            int swap = write_number(memory, "memory.swap.max", 0);
            if (swap < 0 && swap != -ENOENT) r = swap;
        }
        return r < 0 ? r : write_number(memory, "pids.max", tasks);
    }
    // Memory may never be above memory and swap, so the order depends on which way the limits of the last cell go.
    r = write_number(memory, "memory.limit_in_bytes", memory_bytes);
    int swap = write_number(memory, "memory.memsw.limit_in_bytes", memory_bytes);
    if (r == -EINVAL) r = write_number(memory, "memory.limit_in_bytes", memory_bytes);
    if (r == 0 && swap < 0 && swap != -ENOENT) r = swap;
    return r < 0 ? r : write_number(group->dir[CGROUP_PIDS], "pids.max", tasks);
}

int64_t cgroup_cpu_us(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    if (host->version == 2) return read_keyed(group->dir[CGROUP_MEMORY], "cpu.stat", "usage_usec");
    int64_t ns = read_number(group->dir[CGROUP_CPU], "cpuacct.usage");
    return ns < 0 ? -1 : ns / 1000;
}

int64_t cgroup_memory(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    return read_number(group->dir[CGROUP_MEMORY], host->version == 2 ? "memory.current" : "memory.usage_in_bytes");
}

int64_t cgroup_reset_peak(const struct cgroup_host *host, const struct cgroup *group) {
    if (group && host->version != 2) (void)write_number(group->dir[CGROUP_MEMORY], "memory.max_usage_in_bytes", 0);
    return cgroup_memory(host, group);
}

int64_t cgroup_peak(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    const char *name = host->version == 2 ? "memory.peak" : "memory.max_usage_in_bytes";
    return read_number(group->dir[CGROUP_MEMORY], name);
}

int64_t cgroup_oom_kills(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    const char *name = host->version == 2 ? "memory.events" : "memory.oom_control";
    return read_keyed(group->dir[CGROUP_MEMORY], name, "oom_kill");
}

int64_t cgroup_pids_refused(const struct cgroup_host *host, const struct cgroup *group) {
    if (!group) return -1;
    return read_keyed(group->dir[host->version == 2 ? CGROUP_MEMORY : CGROUP_PIDS], "pids.events", "max");
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
