// The kernel's own accounts, line by line from /proc/PID/status.
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kin.h"

static int read_status(int proc, pid_t pid, char *text, size_t size) {
    char path[32];
    (void)snprintf(path, sizeof path, "%d/status", (int)pid);
    return kin_read(proc, path, text, size);
}

// A line as "VmPTE:      44 kB"; 0 where there is none, as of a zombie.
static uint64_t bytes_of(const char *status, const char *name) {
    const char *line = strstr(status, name);
    return line ? strtoull(line + strlen(name), NULL, 10) * 1024 : 0;
}

static void keep_largest(int proc, pid_t pid, uint64_t *largest) {
    char status[4096];
    if (read_status(proc, pid, status, sizeof status) < 0) return;
    uint64_t own = bytes_of(status, "\nRssAnon:") + bytes_of(status, "\nRssShmem:") + bytes_of(status, "\nVmPTE:") +
                   bytes_of(status, "\nVmSwap:");
    if (own > *largest) *largest = own;
}

uint64_t memory_of_tree(int proc, pid_t pid) {
    uint64_t largest = 0;
    kin_visit(proc, pid, keep_largest, &largest);
    return largest;
}

uint64_t memory_peak_of(int proc, pid_t pid) {
    char status[4096];
    return read_status(proc, pid, status, sizeof status) < 0 ? 0 : bytes_of(status, "\nVmHWM:");
}

uint64_t memory_shared_of(int proc, pid_t pid) {
    char status[4096];
    return read_status(proc, pid, status, sizeof status) < 0 ? 0 : bytes_of(status, "\nRssShmem:");
}
