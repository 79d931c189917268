// Linked into the sanitized warden alone: LeakSanitizer looks through /proc at the end, which the warden's own place
// doesn't have.
#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "tree.h"

int __real_tree_enter(const struct tree *tree, int proc, bool rootless, const char **ret_what);
int __wrap_tree_enter(const struct tree *tree, int proc, bool rootless, const char **ret_what);

int __wrap_tree_enter(const struct tree *tree, int proc, bool rootless, const char **ret_what) {
    int r = __real_tree_enter(tree, proc, rootless, ret_what);
    if (r < 0 || rootless) return r; // a rootless warden keeps its view
    *ret_what = "mount /proc for LeakSanitizer";
    if (mkdir("/proc", 0555) < 0 && errno != EEXIST) return -errno;
    return mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL) < 0 ? -errno : 0;
}
