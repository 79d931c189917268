// Exact clocks of the living, the kernel's ticks for those waited for.
#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kin.h"

// The clock that clock_gettime knows a process by; see clock_getcpuclockid(3).
uint64_t clock_of(pid_t pid) {
    struct timespec used;
    if (clock_gettime((clockid_t)(~(unsigned)pid << 3 | 2u), &used) < 0) return 0;
    return (uint64_t)used.tv_sec * 1000000 + (uint64_t)used.tv_nsec / 1000;
}

// Fields 16 and 17 of /proc/PID/stat, counted after the name, which may hold anything but is the last to hold ')'.
static uint64_t waited_for_us(int proc, pid_t pid) {
    char path[32], text[1024];
    (void)snprintf(path, sizeof path, "%d/stat", (int)pid);
    if (kin_read(proc, path, text, sizeof text) < 0) return 0;
    const char *rest = strrchr(text, ')');
    static const char fields[] = " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %lu %lu";
    unsigned long user, system;
    // NOLINTNEXTLINE(cert-err34-c): the kernel wrote these numbers, and none is out of range
    if (!rest || sscanf(rest + 1, fields, &user, &system) != 2) return 0;
    return (user + system) * 1000000ull / (unsigned long)sysconf(_SC_CLK_TCK);
}

static void add_clocks(int proc, pid_t pid, uint64_t *used) { *used += clock_of(pid) + waited_for_us(proc, pid); }

uint64_t clock_of_tree(int proc, pid_t pid) {
    uint64_t used = 0;
    kin_visit(proc, pid, add_clocks, &used);
    return used;
}
