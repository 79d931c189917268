// Landlock, a second wall behind the mounts: what may be read, written and executed at all.
#pragma once

#include "words.h"

// The version of Landlock's interface, or 0 where the kernel has none.
int landlock_version(void);
// Confines the calling process for good to what the policy needs of the tree that is the root now: `strict` and
// `sealed` no path at all; the others may read the tree, write /tmp, read and write /dev, and execute the interpreter,
// or all tools. Needs no_new_privs. 0 or -errno; success where there is no Landlock.
int landlock_enter(enum cell_policy policy);
