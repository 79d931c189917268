// CPU time of a cell's processes where no group counts it.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// Microseconds that a process and its descendants have used so far, those included that they have waited for. `proc`
// is a proc mount. Processes that end while this reads may be missed until the next call.
uint64_t clock_of_tree(int proc, pid_t pid);
