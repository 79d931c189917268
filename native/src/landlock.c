// Landlock by its three system calls; libc has no wrappers, and older headers not all of the rights.
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"

// Rights by the interface version that brought them.
#define RIGHTS_1 ((1ull << 13) - 1)
#define RIGHT_REFER (1ull << 13)
#define RIGHT_TRUNCATE (1ull << 14)
#define RIGHT_IOCTL_DEV (1ull << 15)
#define NET_TCP 3ull   // bind and connect
#define SCOPE_ALL 3ull // abstract unix sockets and signals

#define READ_TREE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define EXECUTE LANDLOCK_ACCESS_FS_EXECUTE
#define SCRATCH \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE | \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | \
     LANDLOCK_ACCESS_FS_MAKE_REG | RIGHT_REFER | RIGHT_TRUNCATE)
#define DEVICES (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)

struct ruleset {
    uint64_t files, net, scoped;
};

int landlock_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

static struct ruleset known_rights(int version) {
    struct ruleset rights = {.files = RIGHTS_1};
    if (version >= 2) rights.files |= RIGHT_REFER;
    if (version >= 3) rights.files |= RIGHT_TRUNCATE;
    if (version >= 4) rights.net = NET_TCP;
    if (version >= 5) rights.files |= RIGHT_IOCTL_DEV;
    if (version >= 6) rights.scoped = SCOPE_ALL;
    return rights;
}

static int create(int version) {
    struct ruleset rights = known_rights(version);
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rights, size, 0);
    return fd < 0 ? -errno : fd;
}

static int allow(int ruleset, int version, const char *path, uint64_t rights) {
    cleanup_fd int dir = open(path, O_PATH | O_CLOEXEC);
    if (dir < 0) return -errno;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights & known_rights(version).files, .parent_fd = dir};
    return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0 ? -errno : 0;
}

static int allow_files(int ruleset, int version, enum cell_policy policy) {
    bool compile = policy == POLICY_COMPILE;
    bool processes = policy == POLICY_PROCESSES || policy == POLICY_PROCESSES_TERMINAL;
    int r = allow(ruleset, version, "/", compile ? READ_TREE | EXECUTE : READ_TREE);
    if (r == 0 && !compile) r = allow(ruleset, version, "/lib64", EXECUTE); // the interpreter that artifacts name
    if (r == 0) r = allow(ruleset, version, "/tmp", SCRATCH);
    if (r == 0 && !compile) r = allow(ruleset, version, "/dev", DEVICES);
    // This policy alone starts the commands, and makes pipes that have names.
    if (r == 0 && processes) r = allow(ruleset, version, "/bin", EXECUTE);
    if (r == 0 && processes) r = allow(ruleset, version, "/tmp", LANDLOCK_ACCESS_FS_MAKE_FIFO);
    return r;
}

int landlock_enter(enum cell_policy policy) {
    bool pathless = policy == POLICY_STRICT || policy == POLICY_SEALED;
    int version = landlock_version();
    if (version == 0) return 0;
    cleanup_fd int ruleset = create(version);
    if (ruleset < 0) return ruleset;
    int r = pathless ? 0 : allow_files(ruleset, version, policy);
    if (r < 0) return r;
    return syscall(SYS_landlock_restrict_self, ruleset, 0) < 0 ? -errno : 0;
}
