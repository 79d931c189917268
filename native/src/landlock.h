// Landlock, a second wall behind the mounts: what may be read, written and executed at all.
#pragma once

#include <stdbool.h>

#include "words.h"

// Rule sets made ahead of time; -1 each where the kernel has no Landlock.
struct landlock {
    int files;   // the tree may be read, /tmp written, /dev read and written; executed: the interpreter, or all tools
    int nothing; // no path at all
};

// The version of Landlock's interface, or 0 where the kernel has none.
int landlock_version(void);
// Makes the rule sets for the tree that is the root now. 0 or -errno; success where there is no Landlock.
int landlock_prepare(bool compile, struct landlock *ret_landlock);
// Confines the calling process for good; needs no_new_privs. 0, or -1 with errno.
int landlock_enter(const struct landlock *landlock, enum cell_policy policy);
