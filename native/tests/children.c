#include "children.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"

static unsigned list_children(pid_t pid, pid_t *ret_children) {
    char path[64], text[4096], *end;
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    unsigned count = 0;
    text[len > 0 ? len : 0] = 0;
    for (const char *at = text; count < CHILDREN_MAX; at = end) {
        pid_t child = (pid_t)strtol(at, &end, 10);
        if (end == at) break;
        ret_children[count++] = child;
    }
    return count;
}

unsigned children_of(pid_t pid) {
    pid_t children[CHILDREN_MAX];
    return list_children(pid, children);
}

unsigned children_in_the_end(pid_t pid, unsigned expected) {
    const struct timespec pause = {.tv_nsec = 10000000};
    for (int tries = 0; tries < 500 && children_of(pid) != expected; tries++) (void)nanosleep(&pause, NULL);
    return children_of(pid);
}

// In no cell's namespace: a keeper.
static bool is_keeper(pid_t pid) {
    char path[64], own[64] = "", theirs[64] = "";
    (void)snprintf(path, sizeof path, "/proc/%d/ns/pid", (int)pid);
    return readlink("/proc/self/ns/pid", own, sizeof own - 1) > 0 && readlink(path, theirs, sizeof theirs - 1) > 0 &&
           strcmp(own, theirs) == 0;
}

// Sends a signal, or with 0 none, to the first process of each cell. How many there were.
static unsigned signal_cells(pid_t warden, int number) {
    pid_t children[CHILDREN_MAX];
    unsigned children_count = list_children(warden, children), count = 0;
    for (unsigned i = 0; i < children_count; i++) {
        if (!is_keeper(children[i]) && kill(children[i], number) == 0) count++;
    }
    return count;
}

unsigned cells_in_the_end(pid_t warden, unsigned expected) {
    const struct timespec pause = {.tv_nsec = 10000000};
    for (int tries = 0; tries < 500 && signal_cells(warden, 0) != expected; tries++) (void)nanosleep(&pause, NULL);
    return signal_cells(warden, 0);
}

unsigned cells_kill(pid_t warden) { return signal_cells(warden, SIGKILL); }

unsigned children_hold_keepers(pid_t warden, pid_t *ret_held) {
    pid_t children[CHILDREN_MAX];
    unsigned children_count = list_children(warden, children), count = 0;
    for (unsigned i = 0; i < children_count; i++) {
        if (!is_keeper(children[i]) || ptrace(PTRACE_SEIZE, children[i], 0, PTRACE_O_TRACEEXIT) < 0) continue;
        ret_held[count++] = children[i];
    }
    return count;
}

unsigned children_let_go(const pid_t *held, unsigned held_count) {
    unsigned count = 0;
    for (unsigned i = 0; i < held_count; i++) {
        int status;
        (void)ptrace(PTRACE_INTERRUPT, held[i], 0, 0);
        if (waitpid(held[i], &status, __WALL) != held[i]) continue;
        count += WIFSTOPPED(status) && status >> 16 == PTRACE_EVENT_EXIT;
        (void)ptrace(PTRACE_DETACH, held[i], 0, 0);
    }
    return count;
}
