// CPU time of a tree of processes, against what they say themselves.
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "checks.h"
#include "fd.h"

enum { BURN_US = 60000, TICK_US = 10000 };

static uint64_t used_us(clockid_t clock) {
    struct timespec used;
    if (clock_gettime(clock, &used) < 0) abort();
    return (uint64_t)used.tv_sec * 1000000 + (uint64_t)used.tv_nsec / 1000;
}

static void burn(void) {
    uint64_t end = used_us(CLOCK_THREAD_CPUTIME_ID) + BURN_US;
    while (used_us(CLOCK_THREAD_CPUTIME_ID) < end) continue;
}

static void say_ready(int fd) {
    if (write(fd, "", 1) != 1) _exit(1);
}

static _Noreturn void wait_for_ever(void) {
    for (;;) (void)pause();
}

// A child that burns, says so, and stays. It ends with its parent.
static void start_burner(int ready) {
    pid_t pid = fork();
    if (pid < 0) _exit(1);
    if (pid > 0) return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    burn();
    say_ready(ready);
    wait_for_ever();
}

static void alone(int ready) {
    burn();
    say_ready(ready);
}

static void with_a_child(int ready) { start_burner(ready); }

static void with_a_dead_child(int ready) {
    pid_t pid = fork();
    if (pid == 0) {
        burn();
        _exit(0);
    }
    if (waitpid(pid, NULL, 0) != pid) _exit(1);
    say_ready(ready);
}

static void *burn_in_thread(void *ready) {
    burn();
    say_ready(*(int *)ready);
    wait_for_ever();
}

static void with_a_thread(int ready) {
    static int copy;
    pthread_t thread;
    copy = ready;
    if (pthread_create(&thread, NULL, burn_in_thread, &copy) != 0) _exit(1);
}

static void *fork_in_thread(void *ready) {
    start_burner(*(int *)ready);
    wait_for_ever();
}

static void with_a_threads_child(int ready) {
    static int copy;
    pthread_t thread;
    copy = ready;
    if (pthread_create(&thread, NULL, fork_in_thread, &copy) != 0) _exit(1);
}

static void with_a_grandchild(int ready) {
    pid_t pid = fork();
    if (pid < 0) _exit(1);
    if (pid > 0) return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    start_burner(ready);
    wait_for_ever();
}

// Measures a process that has done `act`, in which it or one of its own has burned once.
static uint64_t measure(void (*act)(int ready), int times) {
    int ready[2];
    char byte;
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0 || pipe2(ready, O_CLOEXEC) < 0) abort();
    pid_t pid = fork();
    if (pid < 0) abort();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        for (int i = 0; i < times; i++) act(ready[1]);
        wait_for_ever();
    }
    for (int i = 0; i < times; i++) {
        if (read(ready[0], &byte, 1) != 1) abort();
    }
    uint64_t used = clock_of_tree(proc, pid);
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
    (void)close(ready[0]);
    (void)close(ready[1]);
    return used;
}

static void check_burned(struct checks *checks, void (*act)(int ready), int times) {
    uint64_t used = measure(act, times), burned = (uint64_t)times * BURN_US;
    // Those waited for are counted in ticks; forking and waiting takes some time, too.
    CHECK(used + TICK_US * (uint64_t)times >= burned);
    if (!CHECK(used <= burned + 30000 * (uint64_t)times)) CHECK_EQUAL(used, burned);
}

static void a_process(struct checks *checks) { check_burned(checks, alone, 1); }
static void threads(struct checks *checks) { check_burned(checks, with_a_thread, 2); }
static void children(struct checks *checks) { check_burned(checks, with_a_child, 3); }
static void dead_children(struct checks *checks) { check_burned(checks, with_a_dead_child, 2); }
static void grandchildren(struct checks *checks) { check_burned(checks, with_a_grandchild, 2); }
static void threads_children(struct checks *checks) { check_burned(checks, with_a_threads_child, 2); }

static void nobody(struct checks *checks) {
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    (void)waitpid(pid, NULL, 0);
    CHECK_EQUAL(clock_of_tree(proc, pid), 0);
}

int main(void) {
    static const struct test tests[] = {
        {"a process's own time is counted", a_process},
        {"its threads' time is counted", threads},
        {"its children's time is counted", children},
        {"the time of children that it has waited for is counted", dead_children},
        {"its grandchildren's time is counted", grandchildren},
        {"the time of its threads' children is counted", threads_children},
        {"a process that is gone has used nothing", nobody},
    };
    return checks_run("clock", tests, sizeof tests / sizeof *tests);
}
