// Policies compiled to seccomp programs.
#pragma once

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>

#include "words.h"

enum { FILTER_TOKENS_MAX = 16 };

// A compiled policy with holes for a cell's secret: see filter_arm.
struct filter {
    struct sock_filter *code;
    unsigned short len;
    unsigned short low[FILTER_TOKENS_MAX], high[FILTER_TOKENS_MAX];
    unsigned lows, highs;
};

// Compiles a policy. 0 or -errno.
int filter_build(enum cell_policy policy, struct filter *ret_filter);
void filter_free(struct filter *filter);

// Writes the secret into the program, in place. The halves must not be zero (random, see make_token).
static inline void filter_arm(struct filter *filter, uint64_t token) {
    for (unsigned i = 0; i < filter->lows; i++) filter->code[filter->low[i]].k = (uint32_t)token;
    for (unsigned i = 0; i < filter->highs; i++) filter->code[filter->high[i]].k = (uint32_t)(token >> 32);
}

// The name of a call in the ABI of the given audit architecture, for instance "socket"; "unknown" where it has
// none. *ret_abi is x86_64, i386 or x32. The name is written to `name` of `size` bytes.
void syscall_name(uint32_t arch, int number, char *name, size_t size, const char **ret_abi);
