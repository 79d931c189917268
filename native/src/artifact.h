// The gate between compile and run: what the linker made is hostile input too.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Reads the program's ELF headers from a sealed descriptor. 0 if it may be run; 1 if it is refused, with a reason
// for the user in *ret_refusal and *ret_over_memory set where the reason is that its segments alone need more
// than memory_bytes; -errno if it can't be read.
int artifact_check(int fd, uint64_t memory_bytes, const char **ret_refusal, bool *ret_over_memory);

// The same on bytes in memory (`size` of the whole file, of which `len` bytes from its start are at hand).
int artifact_check_bytes(const uint8_t *bytes, uint64_t len, uint64_t size, uint64_t memory_bytes,
                         const char **ret_refusal, bool *ret_over_memory);

// Changes a program, before it is sealed, in the one way that Cellblock ever does: tcc marks no stack, and glibc takes
// that for a wish to have every thread's stack executable, which no policy allows. The segment that tells where the
// program headers are, which nothing needs in a program of fixed address, becomes the mark of a plain stack. Whatever
// else the file is, it is left alone. 0 or -errno.
int artifact_mend(int fd);
