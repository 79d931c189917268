// A table of the settings, the most particular first.
#include "obstacle.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "fd.h"

struct obstacle {
    const char *path; // below /proc
    char value;       // its first digit, where it is in the way
    const char *text;
};

static const struct obstacle obstacles[] = {
    {"sys/kernel/apparmor_restrict_unprivileged_userns", '1',
     "AppArmor lets no program without a profile of its own use user namespaces "
     "(kernel.apparmor_restrict_unprivileged_userns is 1): load the profile packaging/apparmor/cellblock-userns, or, "
     "for every program of this host, sysctl kernel.apparmor_restrict_unprivileged_userns=0"},
    {"sys/kernel/unprivileged_userns_clone", '0',
     "only root may make user namespaces (kernel.unprivileged_userns_clone is 0): "
     "sysctl kernel.unprivileged_userns_clone=1, or run the worker as root"},
    {"sys/user/max_user_namespaces", '0',
     "there may be no user namespaces (user.max_user_namespaces is 0): "
     "sysctl user.max_user_namespaces=10000, or run the worker as root"},
};

// Whether the number in a file starts with this digit and has no other.
static bool is_set(int proc, const struct obstacle *obstacle) {
    char text[2] = {0};
    cleanup_fd int fd = openat(proc, obstacle->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text) < 1) return false;
    return text[0] == obstacle->value && (text[1] == 0 || text[1] == '\n');
}

const char *obstacle_to_user_namespaces(int proc) {
    for (size_t i = 0; i < sizeof obstacles / sizeof *obstacles; i++) {
        if (is_set(proc, &obstacles[i])) return obstacles[i].text;
    }
    return NULL;
}
