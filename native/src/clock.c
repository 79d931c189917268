// Walks a cell's processes by /proc: exact clocks of the living, the kernel's ticks for those waited for.
#include "clock.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"

enum { DEPTH_MAX = 140 }; // more than any cell's limit on processes

static int read_text(int proc, const char *path, char *text, size_t size) {
    cleanup_fd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t len = read(fd, text, size - 1);
    if (len < 0) return -1;
    text[len] = 0;
    return 0;
}

// The clock that clock_gettime knows a process by; see clock_getcpuclockid(3).
static uint64_t living_us(pid_t pid) {
    struct timespec used;
    if (clock_gettime((clockid_t)(~(unsigned)pid << 3 | 2u), &used) < 0) return 0;
    return (uint64_t)used.tv_sec * 1000000 + (uint64_t)used.tv_nsec / 1000;
}

// Fields 16 and 17 of /proc/PID/stat, counted after the name, which may hold anything but is the last to hold ')'.
static uint64_t waited_for_us(int proc, pid_t pid) {
    char path[32], text[1024];
    (void)snprintf(path, sizeof path, "%d/stat", (int)pid);
    if (read_text(proc, path, text, sizeof text) < 0) return 0;
    const char *rest = strrchr(text, ')');
    static const char fields[] = " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %lu %lu";
    unsigned long user, system;
    // NOLINTNEXTLINE(cert-err34-c): the kernel wrote these numbers, and none is out of range
    if (!rest || sscanf(rest + 1, fields, &user, &system) != 2) return 0;
    return (user + system) * 1000000ull / (unsigned long)sysconf(_SC_CLK_TCK);
}

static uint64_t walk(int proc, pid_t pid, unsigned depth);

// What the children of one thread have used.
// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MAX
static uint64_t children_us(int proc, int threads, const char *thread, unsigned depth) {
    uint64_t used = 0;
    char path[64], children[4096];
    (void)snprintf(path, sizeof path, "%s/children", thread);
    if (read_text(threads, path, children, sizeof children) < 0) return 0;
    char *at = children, *end;
    for (pid_t child; (child = (pid_t)strtol(at, &end, 10)) > 0; at = end) {
        used += living_us(child) + walk(proc, child, depth);
    }
    return used;
}

// A child is listed with the thread that made it.
// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MAX
static uint64_t walk(int proc, pid_t pid, unsigned depth) {
    uint64_t used = waited_for_us(proc, pid);
    char path[32];
    (void)snprintf(path, sizeof path, "%d/task", (int)pid);
    int fd = depth == DEPTH_MAX ? -1 : openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *threads = fd < 0 ? NULL : fdopendir(fd);
    if (!threads) {
        close_fd(&fd);
        return used;
    }
    for (struct dirent *entry; (entry = readdir(threads));) {
        if (entry->d_name[0] != '.') used += children_us(proc, fd, entry->d_name, depth + 1);
    }
    (void)closedir(threads);
    return used;
}

uint64_t clock_of_tree(int proc, pid_t pid) { return living_us(pid) + walk(proc, pid, 0); }
