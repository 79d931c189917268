// AppArmor has a file of its own in newer kernels; what stands in the common one only, is SELinux's.
#include "confinement.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"

// The first line of a file; "" where there is none.
static void read_line(int proc, const char *path, char *text, size_t size) {
    cleanup_fd int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? -1 : read(fd, text, size - 1);
    text[len < 0 ? 0 : len] = 0;
    text[strcspn(text, "\n")] = 0;
}

// Debian's policy has services for which it has no domain in initrc_t, and confines nothing there.
static bool is_free_domain(const char *context) {
    return strstr(context, "unconfined") || strstr(context, ":initrc_t");
}

enum confinement confinement_read(int proc, char *ret_label, size_t size) {
    read_line(proc, "self/attr/apparmor/current", ret_label, size);
    if (*ret_label) return strcmp(ret_label, "unconfined") == 0 ? CONFINEMENT_UNCONFINED : CONFINEMENT_CONFINED;
    read_line(proc, "self/attr/current", ret_label, size);
    // user:role:type, and often a level
    if (strchr(ret_label, ':')) return is_free_domain(ret_label) ? CONFINEMENT_UNCONFINED : CONFINEMENT_CONFINED;
    (void)snprintf(ret_label, size, "none");
    return CONFINEMENT_NONE;
}
