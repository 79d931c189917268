// Descriptors that close themselves when they go out of scope.
#pragma once

#include <unistd.h>

static inline void close_fd(int *fd) {
    if (*fd >= 0) (void)close(*fd);
    *fd = -1;
}

#define cleanup_fd __attribute__((cleanup(close_fd)))

// Hands the descriptor over to the caller's care: the variable no longer closes it.
static inline int take_fd(int *fd) {
    int taken = *fd;
    *fd = -1;
    return taken;
}
