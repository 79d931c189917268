// Memory of a cell's processes where no group counts it: each process by itself.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// The most that one of a process and its descendants holds now, in bytes: its own and shared memory and page tables,
// but not pages of files. `proc` is a proc mount.
uint64_t memory_of_tree(int proc, pid_t pid);
// The most that the process itself has held since its exec, pages of files included, in bytes; 0 where it is gone.
uint64_t memory_peak_of(int proc, pid_t pid);
// What of files in memory, such as a tmpfs, the process has mapped now, in bytes; 0 where it is gone.
uint64_t memory_shared_of(int proc, pid_t pid);
