// The warden's own place: a mount namespace that holds nothing but the two trees that cells are rooted in.
#pragma once

#include <stdbool.h>

// What it is made of: a rootfs; a directory to be seen as /zygotes in the compile tree, or NULL; and a program of the
// compile tree that is put on huge pages where the kernel has any, or NULL.
struct tree {
    const char *rootfs, *zygotes, *huge;
};

// Leaves the host's file system: afterwards "/" holds "compile" and "run" of the rootfs, read-only, with a few
// devices in run/dev. `rootless`: first enters a user namespace in which we may do this, with the caller's own
// identity as 0. 0, or -errno with the failing step named in *ret_what.
int tree_enter(const struct tree *tree, int proc, bool rootless, const char **ret_what);
