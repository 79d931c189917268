// Ranges of user ids: nobody's twice, and free again with their holder. In a /run of our own.
#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks.h"
#include "descriptors.h"
#include "fd.h"

// A /run that no warden of this host shares. False without the privilege to have one.
static bool enter_own_run(void) {
    return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("run", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") == 0;
}

static void ranges_differ(struct checks *checks) {
    uid_t base[IDENTITY_RANGES];
    int lock[IDENTITY_RANGES], before = descriptors_open();
    for (int i = 0; i < IDENTITY_RANGES; i++) {
        CHECK_EQUAL(identity_take(&base[i], &lock[i]), 0);
        CHECK(base[i] >= IDENTITY_FIRST && (base[i] - IDENTITY_FIRST) % IDENTITY_RANGE == 0);
        CHECK(base[i] + IDENTITY_RANGE <= 0x7fffffff);
        CHECK_EQUAL(fcntl(lock[i], F_GETFD), FD_CLOEXEC);
        for (int k = 0; k < i; k++) CHECK(base[i] != base[k]);
    }
    uid_t none = 7;
    int no_lock = 8;
    CHECK_EQUAL(identity_take(&none, &no_lock), -EBUSY);
    CHECK(none == 7 && no_lock == 8);
    close_fd(&lock[40]);
    CHECK_EQUAL(identity_take(&none, &lock[40]), 0); // what was given back is given again
    CHECK_EQUAL(none, base[40]);
    for (int i = 0; i < IDENTITY_RANGES; i++) close_fd(&lock[i]);
    CHECK_EQUAL(descriptors_open(), before);
}

static void the_dead_hold_nothing(struct checks *checks) {
    int ready[2], status;
    uid_t base;
    if (pipe(ready) < 0) abort();
    pid_t pid = fork();
    if (pid == 0) {
        int lock;
        _exit(identity_take(&base, &lock) == 0 && write(ready[1], &base, sizeof base) == sizeof base && pause() ? 0
                                                                                                                : 1);
    }
    uid_t theirs = 0;
    cleanup_fd int lock = -1;
    CHECK_EQUAL(read(ready[0], &theirs, sizeof theirs), sizeof theirs);
    CHECK_EQUAL(identity_take(&base, &lock), 0);
    CHECK(base != theirs);
    close_fd(&lock);
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, &status, 0);
    CHECK_EQUAL(identity_take(&base, &lock), 0);
    CHECK_EQUAL(base, theirs);
    (void)close(ready[0]);
    (void)close(ready[1]);
}

static void odd_directories(struct checks *checks) {
    uid_t base;
    int lock, before = descriptors_open();
    CHECK_EQUAL(rename("/run/cellblock", "/run/elsewhere"), 0);
    CHECK_EQUAL(symlink("/run/elsewhere", "/run/cellblock"), 0);
    CHECK(identity_take(&base, &lock) < 0); // not where a link leads
    CHECK_EQUAL(unlink("/run/cellblock"), 0);
    CHECK_EQUAL(mknod("/run/cellblock", S_IFREG | 0600, 0), 0);
    CHECK_EQUAL(identity_take(&base, &lock), -ENOTDIR);
    CHECK_EQUAL(unlink("/run/cellblock"), 0);
    CHECK_EQUAL(mkdir("/run/cellblock", 0700), 0);
    CHECK_EQUAL(symlink("/run/somewhere", "/run/cellblock/identities-0"), 0);
    CHECK_EQUAL(identity_take(&base, &lock), -ELOOP);
    CHECK_EQUAL(access("/run/somewhere", F_OK), -1);
    CHECK_EQUAL(descriptors_open(), before);
}

int main(void) {
    static const struct test tests[] = {
        {"each taker has a range of its own, until there are none", ranges_differ},
        {"a range is free again when its holder is dead", the_dead_hold_nothing},
        {"links and files in the way are errors", odd_directories},
    };
    if (!enter_own_run()) {
        checks_skip("identity", "only root takes ranges");
        return 0;
    }
    return checks_run("identity", tests, sizeof tests / sizeof *tests);
}
