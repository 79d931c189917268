// Probes in short-lived children, so that nothing of what they try remains.
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "blob.h"
#include "cgroup.h"
#include "confinement.h"
#include "fd.h"
#include "landlock.h"
#include "obstacle.h"

// Runs a probe in a child. Its return value, 0 or -errno.
static int attempt(int (*probe)(void)) {
    pid_t pid = fork();
    if (pid < 0) return -errno;
    if (pid == 0) _exit(-probe());
    int status;
    if (waitpid(pid, &status, 0) != pid) return -ECHILD;
    return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
}

static int try_unshare(int flags) { return unshare(flags) < 0 ? -errno : 0; }
// As cells get it: without root together with a user namespace, in which it is theirs to make.
static int try_namespace(int flag) { return try_unshare(geteuid() == 0 ? flag : CLONE_NEWUSER | flag); }
static int try_pid(void) { return try_namespace(CLONE_NEWPID); }
static int try_mount_namespace(void) { return try_namespace(CLONE_NEWNS); }
static int try_net(void) { return try_namespace(CLONE_NEWNET); }
static int try_ipc(void) { return try_namespace(CLONE_NEWIPC); }
static int try_uts(void) { return try_namespace(CLONE_NEWUTS); }
static int try_cgroup_namespace(void) { return try_namespace(CLONE_NEWCGROUP); }

static int write_file(const char *path, const char *text) {
    cleanup_fd int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -errno;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

// The whole of what a rootless cell needs: some hosts allow the namespace and then refuse its use.
static int try_user(void) {
    char map[48];
    (void)snprintf(map, sizeof map, "0 %u 1", (unsigned)getuid());
    int r = try_unshare(CLONE_NEWUSER);
    if (r == 0) r = write_file("/proc/self/setgroups", "deny");
    if (r == 0) r = write_file("/proc/self/uid_map", map);
    if (r == 0) r = try_unshare(CLONE_NEWNS);
    if (r == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) r = -errno;
    if (r == 0 && mount("probe", "/tmp", "tmpfs", 0, NULL) < 0) r = -errno;
    return r;
}

static int try_notify(void) {
    uint32_t action = SECCOMP_RET_USER_NOTIF;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) < 0 ? -errno : 0;
}

static int try_memfd_exec(void) {
    cleanup_fd int fd = memfd_unsealed("probe");
    return fd < 0 ? fd : 0;
}

struct probe {
    const char *name;
    int (*run)(void);
    const char *serves;
};

static const struct probe probes[] = {
    {"pid namespace", try_pid, "a cell's processes see and reach only each other"},
    {"mount namespace", try_mount_namespace, "a cell sees its own tree alone"},
    {"net namespace", try_net, "a cell has no network"},
    {"ipc namespace", try_ipc, "a cell shares no System V objects"},
    {"uts namespace", try_uts, "a cell's host name is constant"},
    {"cgroup namespace", try_cgroup_namespace, "a cell doesn't see its group's path"},
    {"seccomp notification", try_notify, "a forbidden system call is named"},
    {"memfd", try_memfd_exec, "artifacts are sealed in memory"},
};

static struct host_fact *add(struct host_fact *facts, size_t *count, const char *name, const char *state) {
    struct host_fact *fact = &facts[(*count)++];
    *fact = (struct host_fact){.name = name, .state = state};
    return fact;
}

static void add_namespaces(struct host_fact *facts, size_t *count) {
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        int r = attempt(probes[i].run);
        struct host_fact *fact = add(facts, count, probes[i].name, r == 0 ? "yes" : "no");
        if (r == 0) (void)snprintf(fact->detail, sizeof fact->detail, "%s", probes[i].serves);
        else (void)snprintf(fact->detail, sizeof fact->detail, "%s", strerrordesc_np(-r));
    }
    int r = attempt(try_user);
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    const char *obstacle = r == 0 ? NULL : obstacle_to_user_namespaces(proc);
    struct host_fact *fact = add(facts, count, "user namespace", r == 0 ? "yes" : "no");
    (void)snprintf(fact->detail, sizeof fact->detail, "%s",
                   r == 0     ? "cells need no root"
                   : obstacle ? obstacle
                              : "a container's seccomp profile may forbid it: see docker-compose.yml");
}

static void add_cgroups(struct host_fact *facts, size_t *count) {
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    char why[160];
    int version = cgroup_choice(proc, why, sizeof why);
    struct host_fact *fact = add(facts, count, "cgroups", version ? "yes" : "no");
    if (version) {
        (void)snprintf(fact->detail, sizeof fact->detail, "version %d: exact memory, CPU time of the whole tree, tasks",
                       version);
    } else {
        (void)snprintf(fact->detail, sizeof fact->detail, "rlimits alone bound memory (%s)", why);
    }
}

static void add_confinement(struct host_fact *facts, size_t *count) {
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    char label[128];
    enum confinement confinement = confinement_read(proc, label, sizeof label);
    const char *const states[] = {"no", "partial", "yes"};
    const char *const texts[] = {
        [CONFINEMENT_NONE] = "this kernel runs neither AppArmor nor SELinux; the other walls stand without",
        [CONFINEMENT_UNCONFINED] = "no profile or policy for the warden is loaded; packaging/README.md says how",
        [CONFINEMENT_CONFINED] = "a wall around the warden itself",
    };
    struct host_fact *fact = add(facts, count, "confinement", states[confinement]);
    (void)snprintf(fact->detail, sizeof fact->detail, "%s: %s", label, texts[confinement]);
}

size_t host_probe(struct host_fact *facts) {
    size_t count = 0;
    struct utsname name;
    (void)uname(&name);
    struct host_fact *kernel = add(facts, &count, "kernel", "yes");
    (void)snprintf(kernel->detail, sizeof kernel->detail, "%s %s", name.release, name.machine);
    struct host_fact *root = add(facts, &count, "root", geteuid() == 0 ? "yes" : "no");
    (void)snprintf(root->detail, sizeof root->detail, "%s",
                   geteuid() == 0 ? "one identity per cell, from 1900000000 on" : "cells use user namespaces");
    add_namespaces(facts, &count);
    add_cgroups(facts, &count);
    int version = landlock_version();
    struct host_fact *landlock = add(facts, &count, "landlock", version ? "yes" : "no");
    (void)snprintf(landlock->detail, sizeof landlock->detail, version ? "version %d: a second wall around files" : "%d",
                   version);
    add_confinement(facts, &count);
    return count;
}
