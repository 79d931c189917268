// Builds the warden's mount namespace. Cells copy it when they are cloned, so the fewer mounts the better.
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"

static const char *const devices[] = {"null", "zero", "full", "random", "urandom"};

static int write_proc(int proc, const char *name, const char *text) {
    cleanup_fd int fd = openat(proc, name, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    return write(fd, text, strlen(text)) < 0 ? -1 : 0;
}

static int enter_user_namespace(int proc) {
    char uids[48], gids[48];
    (void)snprintf(uids, sizeof uids, "0 %u 1", (unsigned)getuid());
    (void)snprintf(gids, sizeof gids, "0 %u 1", (unsigned)getgid());
    if (unshare(CLONE_NEWUSER) < 0) return -1;
    if (write_proc(proc, "self/setgroups", "deny") < 0) return -1;
    if (write_proc(proc, "self/uid_map", uids) < 0) return -1;
    return write_proc(proc, "self/gid_map", gids);
}

// Binds a directory of the rootfs read-only onto a directory of our new root.
static int bind_tree(int tree, const char *name) {
    char source[64], target[64];
    (void)snprintf(source, sizeof source, "/proc/self/fd/%d", tree);
    (void)snprintf(target, sizeof target, "/tmp/%s", name);
    if (mkdir(target, 0755) < 0) return -1;
    if (mount(source, target, NULL, MS_BIND, NULL) < 0) return -1;
    return mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL);
}

static int bind_zygotes(int directory) {
    char source[64];
    (void)snprintf(source, sizeof source, "/proc/self/fd/%d", directory);
    if (mount(source, "/tmp/compile/zygotes", NULL, MS_BIND, NULL) < 0) return -1;
    return mount(NULL, "/tmp/compile/zygotes", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL);
}

// Opens what a cell would find at that path of the compile tree.
static int open_tool(const char *path, uint64_t flags) {
    cleanup_fd int tree = open("/tmp/compile", O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
    return tree < 0 ? -1 : (int)syscall(SYS_openat2, tree, path, &how, sizeof how);
}

static int copy_tool(const char *path, const char *target) {
    cleanup_fd int from = open_tool(path, O_RDONLY), to = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    if (from < 0 || to < 0) return -1;
    ssize_t len;
    do len = sendfile(to, from, NULL, 1 << 30);
    while (len > 0);
    return (int)len;
}

// A compiler's code is large, and each copy of a fork server maps all that it touches anew. A copy of the file on huge
// pages, shared by all, stands in its place: a fault for 2 MiB instead of one for some pages.
static int enlarge(const char *path) {
    const unsigned long flags = MS_NOSUID | MS_NODEV;
    char target[32];
    if (mkdir("/tmp/huge", 0755) < 0) return -1;
    if (mount("huge", "/tmp/huge", "tmpfs", flags, "mode=0755,huge=always") < 0) {
        return rmdir("/tmp/huge"); // a kernel without huge pages: the file stays where it is
    }
    if (copy_tool(path, "/tmp/huge/tool") < 0) return -1;
    cleanup_fd int tool = open_tool(path, O_PATH);
    if (tool < 0) return -1;
    (void)snprintf(target, sizeof target, "/proc/self/fd/%d", tool);
    if (mount("/tmp/huge/tool", target, NULL, MS_BIND, NULL) < 0) return -1;
    cleanup_fd int bound = open_tool(path, O_PATH);
    if (bound < 0) return -1;
    (void)snprintf(target, sizeof target, "/proc/self/fd/%d", bound);
    if (mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | flags, NULL) < 0) return -1;
    if (umount2("/tmp/huge", MNT_DETACH) < 0) return -1;
    return rmdir("/tmp/huge");
}

static int bind_devices(void) {
    // Without noexec /dev/zero would be memory that is written by one mapping and executed by another.
    const unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC;
    if (mount("dev", "/tmp/run/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k,nr_inodes=16") < 0) return -1;
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        char source[32], target[48];
        (void)snprintf(source, sizeof source, "/dev/%s", devices[i]);
        (void)snprintf(target, sizeof target, "/tmp/run/dev/%s", devices[i]);
        cleanup_fd int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 || mount(source, target, NULL, MS_BIND, NULL) < 0) return -1;
        if (mount(NULL, target, NULL, flags, NULL) < 0) return -1;
    }
    return mount(NULL, "/tmp/run/dev", NULL, flags, NULL);
}

// In a user namespace a new /proc may only be mounted where an old one is in sight.
static int show_proc(void) {
    if (mkdir("/tmp/proc", 0555) < 0) return -1;
    return mount("/proc", "/tmp/proc", NULL, MS_BIND | MS_REC, NULL);
}

static int switch_root(void) {
    if (chdir("/tmp") < 0) return -1;
    if (syscall(SYS_pivot_root, ".", ".") < 0) return -1;
    if (umount2(".", MNT_DETACH) < 0) return -1;
    return chdir("/");
}

#define STEP(what, call) \
    do { \
        *ret_what = (what); \
        if ((call) < 0) return -errno; \
    } while (0)

int tree_enter(const struct tree *tree, int proc, bool rootless, const char **ret_what) {
    if (rootless) STEP("enter a user namespace", enter_user_namespace(proc));
    STEP("enter a mount namespace", unshare(CLONE_NEWNS));
    STEP("make mounts private", mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
    // By descriptor: what the rootfs lies under may be hidden by what is mounted below.
    cleanup_fd int dir = open(tree->rootfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
    STEP("open the rootfs", dir);
    cleanup_fd int compile = openat(dir, "compile", O_PATH | O_DIRECTORY | O_CLOEXEC);
    STEP("open the compile tree", compile);
    cleanup_fd int run = openat(dir, "run", O_PATH | O_DIRECTORY | O_CLOEXEC);
    STEP("open the run tree", run);
    cleanup_fd int zygotes_dir = tree->zygotes ? open(tree->zygotes, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    if (tree->zygotes) STEP("open the directory of fork servers", zygotes_dir);
    // /tmp exists everywhere; in this namespace it becomes our root.
    STEP("mount a root", mount("cellblock", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0755,size=64k"));
    STEP("bind the compile tree", bind_tree(compile, "compile"));
    if (tree->zygotes) STEP("bind the directory of fork servers", bind_zygotes(zygotes_dir));
    if (tree->huge) STEP("put a compiler on huge pages", enlarge(tree->huge));
    STEP("bind the run tree", bind_tree(run, "run"));
    STEP("bind devices", bind_devices());
    if (rootless) STEP("bind /proc", show_proc());
    STEP("switch to the new root", switch_root());
    return 0;
}
