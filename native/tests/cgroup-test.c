// Control groups: what is read from /proc and from the groups' files. The hierarchies are plain directories here.
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup-place.h"
#include "checks.h"
#include "control-file.h"
#include "descriptors.h"
#include "fd.h"

#define CHECK_FILE(name, expected) CHECK_TEXT(place_text(&place, name, (char[64]){0}, 64), expected)

// ---- version 1 ----

static void put_version_1(const struct place *place) {
    place_put(place, "proc/self/cgroup",
              "9:name=systemd:/memory\n4:memory:/a/b\n3:cpu,cpuacct:/\n2:pids:/box/x\n0::/\n");
    place_put(place, "proc/self/mountinfo",
              "20 1 0:1 / /proc rw - proc proc rw\n"
              "21 1 0:2 / %s/wrong rw shared:7 - cgroup cgroup rw,name=memory\n"
              "22 1 0:3 / %s/memory rw shared:8 master:1 - cgroup cgroup rw,memory\n"
              "23 1 0:4 / %s/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
              "24 1 0:5 /other %s/wrong rw - cgroup cgroup rw,pids\n"
              "25 1 0:5 /box %s/pids rw - cgroup cgroup rw,pids\n"
              "26 1 0:6 / %s/two rw - cgroup2 cgroup2 rw\n",
              place->path, place->path, place->path, place->path, place->path, place->path);
    place_make(place, "memory/a/b");
    place_make(place, "cpu");
    place_make(place, "pids/x");
    place_make(place, "wrong");
    place_make(place, "two");
}

static void version_1(struct checks *checks) {
    struct place place = place_open();
    struct cgroup_host host;
    struct cgroup group;
    char name[128], base[64];
    put_version_1(&place);
    (void)snprintf(base, sizeof base, "cellblock-%d", (int)getpid());
    CHECK_EQUAL(cgroup_choice(place.proc, (char[160]){0}, 160), 1);
    CHECK(!place_has(&place, "cpu/cellblock-1"));
    cgroup_open(&host, place.proc, true);
    CHECK_EQUAL(host.version, 1);
    CHECK_TEXT(host.name, base);
    CHECK_EQUAL(cgroup_create(&host, 7, &group), 0);
    CHECK_EQUAL(cgroup_create(&host, 7, &group), -EEXIST);
    CHECK_EQUAL(cgroup_create(&host, 7, &group), 0); // what was there has been removed, all of it
    static const char *const dirs[] = {"memory/a/b", "cpu", "pids/x"};
    for (int i = 0; i < 3; i++) {
        (void)snprintf(name, sizeof name, "%s/%s/cell-7", dirs[i], base);
        CHECK(place_has(&place, name));
    }
    CHECK(host.base[CGROUP_SHARES] < 0);                           // it is the same as CGROUP_CPU's
    CHECK_EQUAL(cgroup_limit(&host, &group, 1 << 20, 5), -ENOENT); // these files the kernel would have made

#define IN(dir, file) ((void)snprintf(name, sizeof name, "%s/%s/cell-7/%s", dir, base, file), name)
    place_put(&place, IN("memory/a/b", "memory.limit_in_bytes"), "%s", "");
    place_put(&place, IN("pids/x", "pids.max"), "%s", "");
    CHECK_EQUAL(cgroup_limit(&host, &group, 1 << 20, 5), 0); // a kernel that doesn't count swap
    place_put(&place, IN("memory/a/b", "memory.memsw.limit_in_bytes"), "%s", "");
    CHECK_EQUAL(cgroup_limit(&host, &group, 3ull << 32, 33), 0);
    CHECK_FILE(IN("memory/a/b", "memory.limit_in_bytes"), "12884901888");
    CHECK_FILE(IN("memory/a/b", "memory.memsw.limit_in_bytes"), "12884901888");
    CHECK_FILE(IN("pids/x", "pids.max"), "33");

    CHECK_EQUAL(cgroup_share(&host, &group, true), -ENOENT);
    CHECK(!cgroup_has_shares(&host));
    (void)snprintf(name, sizeof name, "cpu/%s/cpu.shares", base);
    place_put(&place, name, "%s", "");
    CHECK(cgroup_has_shares(&host));
    place_put(&place, IN("cpu", "cpu.shares"), "%s", "");
    CHECK_EQUAL(cgroup_share(&host, &group, false), 0); // as it is
    CHECK_FILE(IN("cpu", "cpu.shares"), "");
    CHECK_EQUAL(cgroup_share(&host, &group, true), 0);
    CHECK_FILE(IN("cpu", "cpu.shares"), "16");
    CHECK_EQUAL(cgroup_limit(&host, &group, 1 << 20, 5), 0); // as for the next cell
    CHECK_FILE(IN("cpu", "cpu.shares"), "1024");
    CHECK_EQUAL(cgroup_share(&host, NULL, true), 0);

    CHECK_EQUAL(cgroup_cpu_us(&host, &group), -1);
    place_put(&place, IN("cpu", "cpuacct.usage"), "1234567890\n");
    CHECK_EQUAL(cgroup_cpu_us(&host, &group), 1234567);
    CHECK_EQUAL(cgroup_peak(&host, &group), -1);
    place_put(&place, IN("memory/a/b", "memory.max_usage_in_bytes"), "9007199254740993\n");
    CHECK_EQUAL(cgroup_peak(&host, &group), 9007199254740993);
    place_put(&place, IN("memory/a/b", "memory.oom_control"), "oom_kill_disable 1\nunder_oom 0\noom_kill 3\n");
    CHECK_EQUAL(cgroup_oom_kills(&host, &group), 3);
    place_put(&place, IN("memory/a/b", "memory.force_empty"), "%s", "");
    cgroup_drain(&host, &group);
    CHECK_FILE(IN("memory/a/b", "memory.force_empty"), "0");
    cgroup_drain(&host, NULL); // does nothing
    place_put(&place, IN("pids/x", "pids.events"), "max 12\n");
    CHECK_EQUAL(cgroup_pids_refused(&host, &group), 12);

    CHECK(cgroup_remove(&host, &group) < 0); // as while the kernel holds its last task
    CHECK(group.made);
    cgroup_close(&host);
    CHECK_EQUAL(host.version, 0);
    place_close(&place);
}

// The processor's shares are a hierarchy of their own here, and not cpuacct's.
static void version_1_shares(struct checks *checks) {
    struct place place = place_open();
    struct cgroup_host host;
    struct cgroup group;
    char name[128];
    put_version_1(&place);
    place_put(&place, "proc/self/cgroup", "4:memory:/a/b\n3:cpuacct:/\n2:pids:/box/x\n1:cpu:/s\n");
    place_put(&place, "proc/self/mountinfo",
              "22 1 0:3 / %s/memory rw - cgroup cgroup rw,memory\n"
              "23 1 0:4 / %s/cpu rw - cgroup cgroup rw,cpuacct\n"
              "24 1 0:7 / %s/shares rw - cgroup cgroup rw,cpu\n"
              "25 1 0:5 /box %s/pids rw - cgroup cgroup rw,pids\n",
              place.path, place.path, place.path, place.path);
    cgroup_open(&host, place.proc, true);
    CHECK_EQUAL(host.version, 1); // all the limits are there
    CHECK(host.base[CGROUP_SHARES] < 0);
    cgroup_close(&host);
    place_make(&place, "shares/s");
    cgroup_open(&host, place.proc, true);
    CHECK_EQUAL(cgroup_create(&host, 7, &group), 0);
    CHECK(group.dir[CGROUP_SHARES] >= 0);
    (void)snprintf(name, sizeof name, "shares/s/%s/cell-7/cpu.shares", host.name);
    place_put(&place, name, "%s", "");
    CHECK_EQUAL(cgroup_share(&host, &group, true), 0);
    CHECK_FILE(name, "16");
    CHECK_EQUAL(unlinkat(place.dir, name, 0), 0);
    *strrchr(name, '/') = 0;
    CHECK(place_has(&place, name));
    CHECK_EQUAL(cgroup_remove(&host, &group), 0);
    CHECK(!place_has(&place, name));
    cgroup_close(&host);
    *strrchr(name, '/') = 0;
    CHECK(!place_has(&place, name));
    place_close(&place);
}

static void removal(struct checks *checks) {
    struct place place = place_open();
    struct cgroup_host host;
    struct cgroup group;
    char name[128];
    put_version_1(&place);
    int before = descriptors_open();
    cgroup_open(&host, place.proc, true);
    CHECK_EQUAL(cgroup_create(&host, 1, &group), 0);
    CHECK_EQUAL(cgroup_remove(&host, &group), 0);
    CHECK(!group.made);
    CHECK_EQUAL(cgroup_remove(&host, &group), 0); // once more does nothing
    CHECK_EQUAL(cgroup_create(&host, 2, &group), 0);
    for (int kind = 0; kind < CGROUP_KINDS; kind++) close_fd(&group.dir[kind]);
    (void)snprintf(name, sizeof name, "cpu/%s", host.name);
    CHECK(place_has(&place, name));
    cgroup_close(&host); // takes with it what is left
    CHECK(!place_has(&place, name));
    CHECK_EQUAL(descriptors_open(), before);
    place_close(&place);
}

static void leftovers(struct checks *checks) {
    struct place place = place_open();
    struct cgroup_host host;
    char dead[64], living[64];
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    (void)waitpid(pid, NULL, 0);
    (void)snprintf(dead, sizeof dead, "cpu/cellblock-%d/cell-9", (int)pid);
    (void)snprintf(living, sizeof living, "cpu/cellblock-%d/cell-9", (int)getppid());
    put_version_1(&place);
    place_make(&place, dead);
    place_make(&place, living);
    place_make(&place, "cpu/cellblock-x/cell-9");
    place_make(&place, "cpu/other/cell-9");
    cgroup_open(&host, place.proc, true);
    CHECK(!place_has(&place, dead));
    *strrchr(dead, '/') = 0;
    CHECK(!place_has(&place, dead));
    CHECK(place_has(&place, living));
    CHECK(place_has(&place, "cpu/cellblock-x/cell-9"));
    CHECK(place_has(&place, "cpu/other/cell-9"));
    cgroup_close(&host);
    place_close(&place);
}

// ---- version 2 ----

static void put_version_2(const struct place *place, const char *controllers) {
    char base[64], name[128];
    (void)snprintf(base, sizeof base, "two/u/cellblock-%d", (int)getpid());
    place_put(place, "proc/self/cgroup", "0::/u\n");
    place_put(place, "proc/self/mountinfo", "26 1 0:6 / %s/two rw,nosuid - cgroup2 cgroup2 rw\n", place->path);
    place_make(place, base);
    place_put(place, "two/u/cgroup.controllers", "%s", controllers);
    place_put(place, "two/u/cgroup.subtree_control", "%s", "");
    (void)snprintf(name, sizeof name, "%s/cgroup.subtree_control", base);
    place_put(place, name, "%s", "");
}

static void version_2(struct checks *checks) {
    struct place place = place_open();
    struct cgroup_host host;
    struct cgroup group;
    char name[128], base[64];
    (void)snprintf(base, sizeof base, "two/u/cellblock-%d", (int)getpid());
    put_version_2(&place, "cpuset cpu io memory pids\n");
    cgroup_open(&host, place.proc, true);
    CHECK_EQUAL(host.version, 2);
    CHECK_FILE("two/u/cgroup.subtree_control", "+memory +pids +cpu");
    CHECK_EQUAL(cgroup_create(&host, 3, &group), 0);
    CHECK(group.dir[CGROUP_MEMORY] >= 0 && group.dir[CGROUP_PIDS] < 0 && group.dir[CGROUP_CPU] < 0);

#define IN_2(file) ((void)snprintf(name, sizeof name, "%s/cell-3/%s", base, file), name)
    place_put(&place, IN_2("memory.max"), "%s", "");
    place_put(&place, IN_2("pids.max"), "%s", "");
    CHECK_EQUAL(cgroup_limit(&host, &group, 1 << 20, 5), 0); // without swap
    place_put(&place, IN_2("memory.swap.max"), "%s", "");
    CHECK_EQUAL(cgroup_limit(&host, &group, 3ull << 32, 33), 0);
    CHECK_FILE(IN_2("memory.max"), "12884901888");
    CHECK_FILE(IN_2("memory.swap.max"), "0");
    CHECK_FILE(IN_2("pids.max"), "33");
    place_put(&place, IN_2("cpu.weight"), "%s", "");
    CHECK_EQUAL(cgroup_share(&host, &group, true), 0);
    CHECK_FILE(IN_2("cpu.weight"), "1");
    place_put(&place, IN_2("cpu.weight"), "%s", "");
    CHECK_EQUAL(cgroup_share(&host, &group, false), 0);
    CHECK_FILE(IN_2("cpu.weight"), "100");
    place_put(&place, IN_2("cpu.stat"), "user_usec 5\nusage_usecs 7\nusage_usec 1234\nsystem_usec 6\n");
    CHECK_EQUAL(cgroup_cpu_us(&host, &group), 1234);
    place_put(&place, IN_2("memory.peak"), "77\n");
    CHECK_EQUAL(cgroup_peak(&host, &group), 77);
    place_put(&place, IN_2("memory.events"), "low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\noom_group_kill 9\n");
    CHECK_EQUAL(cgroup_oom_kills(&host, &group), 2);
    place_put(&place, IN_2("memory.events"), "low 0\n");
    CHECK_EQUAL(cgroup_oom_kills(&host, &group), 0); // an older kernel doesn't say
    place_put(&place, IN_2("pids.events"), "max 0\n");
    CHECK_EQUAL(cgroup_pids_refused(&host, &group), 0);
    (void)cgroup_remove(&host, &group);
    cgroup_close(&host);
    place_close(&place);
}

static void version_2_without_cpu(struct checks *checks) {
    struct place place = place_open();
    struct cgroup_host host;
    put_version_2(&place, "cpuset memory pids\n");
    cgroup_open(&host, place.proc, true);
    CHECK_EQUAL(host.version, 2);
    CHECK_FILE("two/u/cgroup.subtree_control", "+memory +pids");
    CHECK(!cgroup_has_shares(&host));
    cgroup_close(&host);
    place_close(&place);
}

// Started in the leaf of a delegated group, by systemd or after another warden: cells' groups go beside it.
static void version_2_from_the_leaf(struct checks *checks) {
    struct place place = place_open();
    struct cgroup_host host;
    char base[64];
    (void)snprintf(base, sizeof base, "two/u/cellblock-%d", (int)getpid());
    put_version_2(&place, "memory pids\n");
    place_put(&place, "proc/self/cgroup", "0::/u/supervisor\n");
    place_make(&place, "two/u/supervisor");
    cgroup_open(&host, place.proc, true);
    CHECK_EQUAL(host.version, 2);
    CHECK(place_has(&place, base));
    CHECK_FILE("two/u/cgroup.subtree_control", "+memory +pids");
    CHECK_EQUAL(cgroup_choice(place.proc, (char[160]){0}, 160), 2);
    cgroup_close(&host);
    place_close(&place);
}

// ---- none ----

static void check_none(struct checks *checks, const struct place *place) {
    struct cgroup_host host;
    struct cgroup group;
    int before = descriptors_open();
    cgroup_open(&host, place->proc, true);
    CHECK_EQUAL(host.version, 0);
    CHECK(strstr(host.why, "version 2: ") && strstr(host.why, "version 1: "));
    CHECK_EQUAL(cgroup_choice(place->proc, (char[160]){0}, 160), 0);
    CHECK_EQUAL(cgroup_create(&host, 1, &group), 0);
    CHECK(!group.made);
    CHECK_EQUAL(cgroup_limit(&host, &group, 1, 1), 0);
    CHECK_EQUAL(cgroup_cpu_us(&host, &group), -1);
    CHECK_EQUAL(cgroup_peak(&host, &group), -1);
    CHECK_EQUAL(cgroup_oom_kills(&host, &group), -1);
    CHECK_EQUAL(cgroup_pids_refused(&host, &group), -1);
    CHECK_EQUAL(cgroup_remove(&host, &group), 0);
    cgroup_close(&host);
    CHECK_EQUAL(descriptors_open(), before);
}

static void no_groups(struct checks *checks) {
    struct place place = place_open();
    check_none(checks, &place); // not even the files
    put_version_1(&place);
    place_put(&place, "proc/self/cgroup", "4:memory:/a/b\n3:cpu,cpuacct:/\n2:pidsx:/box/x\n");
    check_none(checks, &place); // one hierarchy is missing
    CHECK(!place_has(&place, "memory/a/b/cellblock-1"));
    put_version_1(&place);
    CHECK_EQUAL(unlinkat(place.dir, "cpu", AT_REMOVEDIR), 0);
    check_none(checks, &place); // its directory is
    put_version_2(&place, "cpu io memory\n");
    check_none(checks, &place); // a controller is
    char line[8192];
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = 0;
    static const char *const odd[] = {"", "\n", ":", "::", "0:", "0::", "0:\n:\n", " - ", "1 2 3 4 - cgroup2", "0::/u"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        place_put(&place, "proc/self/cgroup", "%s\n0:%s:/u\n", odd[i], line);
        place_put(&place, "proc/self/mountinfo", "%s\n%s - cgroup2 cgroup2 rw\n", odd[i], line);
        check_none(checks, &place);
    }
    place_close(&place);
}

static void unwanted(struct checks *checks) {
    struct place place = place_open();
    struct cgroup_host host;
    put_version_1(&place);
    cgroup_open(&host, place.proc, false);
    CHECK_EQUAL(host.version, 0);
    CHECK_TEXT(host.why, "switched off");
    cgroup_close(&host);
    CHECK_EQUAL(cgroup_cpu_us(&host, NULL), -1);
    CHECK_EQUAL(cgroup_peak(&host, NULL), -1);
    place_close(&place);
}

int main(void) {
    static const struct test tests[] = {
        {"version 1: groups are made, bounded and read where they are mounted", version_1},
        {"version 1: processes of a cell are one party, where that can be", version_1_shares},
        {"a group is removed when it can be, and all of them at the end", removal},
        {"what dead wardens left is swept away, and nothing else", leftovers},
        {"version 2: groups are made, bounded and read", version_2},
        {"version 2 does without the cpu controller", version_2_without_cpu},
        {"version 2 from the leaf that a warden makes of its group", version_2_from_the_leaf},
        {"what isn't there or can't be read is no group, with the reasons", no_groups},
        {"groups can be switched off", unwanted},
    };
    return checks_run("cgroup", tests, sizeof tests / sizeof *tests);
}
