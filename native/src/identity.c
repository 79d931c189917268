// Ranges are taken by file locks, which the kernel drops with their holder.
#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "fd.h"

#define DIRECTORY "/run/cellblock"

int identity_take(uid_t *ret_base, int *ret_lock) {
    if (mkdir(DIRECTORY, 0700) < 0 && errno != EEXIST) return -errno;
    cleanup_fd int dir = open(DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir < 0) return -errno;
    for (unsigned range = 0; range < IDENTITY_RANGES; range++) {
        char name[32];
        (void)snprintf(name, sizeof name, "identities-%u", range);
        cleanup_fd int lock = openat(dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (lock < 0) return -errno;
        if (flock(lock, LOCK_EX | LOCK_NB) < 0) continue;
        *ret_base = IDENTITY_FIRST + range * IDENTITY_RANGE;
        *ret_lock = take_fd(&lock);
        return 0;
    }
    return -EBUSY;
}
