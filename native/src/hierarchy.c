// What /proc/self says of our groups and of where they are mounted.
#include "hierarchy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"

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
static int hierarchy_group(int proc, const char *wanted, char *ret_path, size_t size) {
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

int hierarchy_open(int proc, const char *wanted, int *ret_dir) {
    char group[2048];
    int r = hierarchy_group(proc, wanted, group, sizeof group);
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

// systemd may have made the leaf, or a warden before.
int hierarchy_open_above_leaf(int proc, int own) {
    char path[2048];
    if (hierarchy_group(proc, "", path, sizeof path) < 0) return -1;
    const char *name = strrchr(path, '/');
    if (!name || strcmp(name + 1, HIERARCHY_LEAF) != 0) return -1;
    return openat(own, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}
