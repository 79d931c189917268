// CPU time by process, for what no group counts, or counts together with others.
#pragma once

#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

// Microseconds that a process has used so far, exactly; 0 where there is none.
uint64_t clock_of(pid_t pid);
// Microseconds that a process and its descendants have used so far, those included that they have waited for. `proc`
// is a proc mount. Processes that end while this reads may be missed until the next call.
uint64_t clock_of_tree(int proc, pid_t pid);

// Microseconds in what a wait has told of a process. Inline, as processes in which cells are born have no more of this.
static inline uint64_t clock_of_usage(const struct rusage *usage) {
    return (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
           (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}
