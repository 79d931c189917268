// The warden's own place: a mount namespace that holds nothing but the two trees that cells are rooted in.
#pragma once

#include <stdbool.h>

// Leaves the host's file system: afterwards "/" holds "compile" and "run" of the rootfs, read-only, with a few
// devices in run/dev. `rootless`: first enters a user namespace in which we may do this, with the caller's own
// identity as 0. `zygotes` (may be NULL) is a directory to be seen as /zygotes in the compile tree. 0, or -errno with
// the failing step named in *ret_what.
int tree_enter(const char *rootfs, const char *zygotes, int proc, bool rootless, const char **ret_what);
