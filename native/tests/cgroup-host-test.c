// Control groups on the host that this runs on, as far as it has any.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup.h"
#include "checks.h"
#include "control-file.h"
#include "descriptors.h"
#include "fd.h"

static pid_t member(const struct cgroup *group) {
    pid_t pid = fork();
    if (pid != 0) return pid;
    if (control_write(group->dir[CGROUP_MEMORY], "cgroup.procs", "0") < 0) _exit(1);
    for (;;) (void)pause();
}

static bool is_listed(const struct cgroup *group, pid_t pid) {
    char text[256] = "", line[16];
    (void)control_text(group->dir[CGROUP_MEMORY], "cgroup.procs", text, sizeof text);
    (void)snprintf(line, sizeof line, "%d\n", (int)pid);
    return strstr(text, line) != NULL;
}

static void check_tasks(struct checks *checks, const struct cgroup_host *host, const struct cgroup *group) {
    pid_t tasks[CGROUP_TASKS_MAX], pids[CGROUP_TASKS_MAX + 1];
    CHECK_EQUAL(cgroup_tasks(host, group, tasks), 0);
    CHECK_EQUAL(cgroup_tasks(host, NULL, tasks), 0);
    for (int i = 0; i <= CGROUP_TASKS_MAX; i++) {
        pids[i] = member(group);
        for (int tries = 0; tries < 5000 && !is_listed(group, pids[i]); tries++) (void)usleep(1000);
    }
    CHECK_EQUAL(cgroup_tasks(host, group, tasks), CGROUP_TASKS_MAX);
    for (int i = 0; i < CGROUP_TASKS_MAX; i++) CHECK(is_listed(group, tasks[i]));
    for (int i = 0; i <= CGROUP_TASKS_MAX; i++) {
        CHECK_EQUAL(kill(pids[i], SIGKILL), 0);
        CHECK_EQUAL(waitpid(pids[i], NULL, 0), pids[i]);
    }
}

static void check_kill(struct checks *checks, const struct cgroup *group) {
    pid_t spared = member(group), other = member(group), stranger = fork();
    int status;
    if (stranger == 0) {
        for (;;) (void)pause();
    }
    for (int i = 0; i < 5000 && !(is_listed(group, spared) && is_listed(group, other)); i++) (void)usleep(1000);
    cgroup_kill(group, spared);
    CHECK_EQUAL(waitpid(other, &status, 0), other);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    CHECK_EQUAL(waitpid(spared, &status, WNOHANG), 0);
    CHECK_EQUAL(waitpid(stranger, &status, WNOHANG), 0);
    CHECK_EQUAL(kill(spared, SIGTERM), 0);
    CHECK_EQUAL(kill(stranger, SIGTERM), 0);
    CHECK_EQUAL(waitpid(spared, &status, 0), spared);
    CHECK_EQUAL(waitpid(stranger, &status, 0), stranger);
    cgroup_kill(group, spared); // nobody is there
}

static void this_host(struct checks *checks) {
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct cgroup_host host;
    struct cgroup group;
    int before = descriptors_open();
    int choice = cgroup_choice(proc, (char[160]){0}, 160);
    cgroup_open(&host, proc, true);
    CHECK_EQUAL(host.version, choice);
    if (host.version == 0) {
        checks_skip("this host's groups", host.why);
    } else {
        CHECK_EQUAL(cgroup_create(&host, 1, &group), 0);
        CHECK_EQUAL(cgroup_limit(&host, &group, 64 << 20, 9), 0);
        CHECK_EQUAL(cgroup_limit(&host, &group, 32 << 20, 9), 0); // downwards
        CHECK_EQUAL(cgroup_limit(&host, &group, 96 << 20, 9), 0); // and up again
        CHECK_EQUAL(cgroup_cpu_us(&host, &group), 0);
        CHECK(cgroup_peak(&host, &group) >= 0);
        CHECK_EQUAL(cgroup_oom_kills(&host, &group), 0);
        CHECK_EQUAL(cgroup_pids_refused(&host, &group), 0);
        CHECK_EQUAL(cgroup_share(&host, &group, true), cgroup_has_shares(&host) ? 0 : -ENOENT);
        CHECK_EQUAL(cgroup_share(&host, &group, false), 0);
        check_tasks(checks, &host, &group);
        check_kill(checks, &group);
        for (int i = 0; i < 5000 && cgroup_remove(&host, &group) < 0; i++) (void)usleep(1000);
        CHECK(!group.made);
    }
    cgroup_close(&host);
    CHECK_EQUAL(descriptors_open(), before);
}

int main(void) {
    static const struct test tests[] = {
        {"groups do what is asked", this_host},
    };
    return checks_run("cgroup-host", tests, sizeof tests / sizeof *tests);
}
