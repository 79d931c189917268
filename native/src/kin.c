// Walks down a family by the lists of children that the kernel keeps for each thread.
#include "kin.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"

enum { DEPTH_MAX = 140 }; // more than any cell's limit on processes

struct walk {
    int proc;
    kin_visitor *visit;
    uint64_t *result;
};

int kin_read(int proc, const char *path, char *text, size_t size) {
    cleanup_fd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t len = read(fd, text, size - 1);
    if (len < 0) return -1;
    text[len] = 0;
    return 0;
}

// Its state follows the name, which may hold anything but is the last to hold ')'.
bool kin_is_runnable(int proc, pid_t task) {
    char path[32], text[128];
    (void)snprintf(path, sizeof path, "%d/stat", (int)task);
    const char *rest = kin_read(proc, path, text, sizeof text) < 0 ? NULL : strrchr(text, ')');
    return rest && strncmp(rest, ") R", 3) == 0;
}

static void walk_down(const struct walk *walk, pid_t pid, unsigned depth);

// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MAX
static void walk_children(const struct walk *walk, int threads, const char *thread, unsigned depth) {
    char path[64], children[4096];
    (void)snprintf(path, sizeof path, "%s/children", thread);
    if (kin_read(threads, path, children, sizeof children) < 0) return;
    char *at = children, *end;
    for (pid_t child; (child = (pid_t)strtol(at, &end, 10)) > 0; at = end) walk_down(walk, child, depth);
}

// A child is listed with the thread that made it.
// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MAX
static void walk_down(const struct walk *walk, pid_t pid, unsigned depth) {
    walk->visit(walk->proc, pid, walk->result);
    char path[32];
    (void)snprintf(path, sizeof path, "%d/task", (int)pid);
    int fd = depth == DEPTH_MAX ? -1 : openat(walk->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *threads = fd < 0 ? NULL : fdopendir(fd);
    if (!threads) {
        close_fd(&fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(threads));) {
        if (entry->d_name[0] != '.') walk_children(walk, fd, entry->d_name, depth + 1);
    }
    (void)closedir(threads);
}

// NOLINTNEXTLINE(readability-non-const-parameter): the visitor writes there
void kin_visit(int proc, pid_t pid, kin_visitor *visit, uint64_t *result) {
    const struct walk walk = {.proc = proc, .visit = visit, .result = result};
    walk_down(&walk, pid, 0);
}
