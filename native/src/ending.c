// When a cell ends and why: its deadlines, and the decision of its cause, which is made here and nowhere else.
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cell.h"
#include "clock.h"
#include "fd.h"
#include "kin.h"
#include "memory.h"

// Without a group the memory of each process is looked at so often, and its peak once more at the end. That peak
// includes the pages of libraries, which are nobody's alone.
enum { MEMORY_CHECK_US = 20000, LIBRARY_BYTES = 4 << 20 };

// How many times its limit a cell's wall clock may stand still for, all in all, where its spec doesn't say.
enum { STANDING_FACTOR = 10 };

// How far below a group's limit its peak may lie when the limit was met.
enum { OWN_LIMIT_SLACK = 1 << 20 };

// From its group or, without one, from its processes' clocks.
uint64_t cell_cpu_us(const struct warden *warden, const struct cell *cell) {
    if (!cell->group) return clock_of_tree(warden->proc, cell->init);
    int64_t total = cgroup_cpu_us(&warden->groups, cell->group);
    if (total < 0) return 0;
    uint64_t keeper = keeper_cpu_us(warden, cell->slot);
    // Of a keeper that has died meanwhile nothing is known any more.
    uint64_t others = cell->base_cpu_us + (keeper > cell->base_keeper_us ? keeper - cell->base_keeper_us : 0);
    return (uint64_t)total > others ? (uint64_t)total - others : 0;
}

// However many tasks there are, few are looked at, so that nobody can make this slow.
bool cell_wants_processor(const struct warden *warden, const struct cell *cell) {
    pid_t tasks[CGROUP_TASKS_MAX];
    int count = cgroup_tasks(&warden->groups, cell->group, tasks);
    for (int i = 0; i < count; i++) {
        if (kin_is_runnable(warden->proc, tasks[i])) return true;
    }
    return false;
}

// Init's end is the end of all: the kernel kills whatever is in its pid namespace. But init waits for its turn among
// the program's processes, with which it shares a group's processor time: the fewer the sooner.
void cell_kill(const struct warden *warden, const struct cell *cell) {
    if (cell->group) cgroup_kill(cell->group, warden->keepers[cell->slot].nursery.pid);
    for (int tries = 0; tries < 3; tries++) {
        if (syscall(SYS_pidfd_send_signal, cell->pidfd, SIGKILL, NULL, 0) == 0) return;
    }
}

void cell_end(struct warden *warden, struct cell *cell, enum cell_cause cause) {
    if (!cell->decided) {
        cell->decided = true;
        cell->cause = cause;
        cell->last_cpu_us = cell_cpu_us(warden, cell);
    }
    (void)cgroup_share(&warden->groups, cell->group, false); // neither its end nor the next cell is to be slow
    if (cell->pidfd >= 0) cell_kill(warden, cell);
}

void cell_fail(struct warden *warden, struct cell *cell, enum cell_step step, int error) {
    if (cell->failed_step == STEP_NONE) {
        cell->failed_step = step;
        cell->failed_error = error;
    }
    cell_end(warden, cell, CAUSE_KILLED);
}

// ---- time ----

static uint64_t wall_limit_us(const struct cell *cell) { return (uint64_t)cell->spec.wall_ms * 1000; }

static uint64_t standing_limit_us(const struct cell *cell) {
    const struct spec *spec = &cell->spec;
    return spec->standing_ms ? (uint64_t)spec->standing_ms * 1000 : STANDING_FACTOR * wall_limit_us(cell);
}

// For how long its clock may stand still yet.
static uint64_t standing_left_us(const struct cell *cell, uint64_t now) {
    uint64_t stood = cell->claimed_us + (cell->claims_since_us ? now - cell->claims_since_us : 0);
    uint64_t most = standing_limit_us(cell);
    return stood < most ? most - stood : 0;
}

uint64_t cell_wall_us(const struct cell *cell, uint64_t now) {
    if (!cell->started_us) return 0;
    uint64_t stood = standing_limit_us(cell) - standing_left_us(cell, now);
    return now - cell->started_us - stood;
}

void cell_put(struct warden *warden, struct cell *cell, enum cell_place place) {
    uint64_t now = now_us();
    cell->place = place;
    if (cell->state != CELL_RUNNING || cell->decided) return; // it begins with that, or is at its end
    (void)cgroup_share(&warden->groups, cell->group, place != PLACE_HELD);
    if (cell->claims_since_us) cell->claimed_us += now - cell->claims_since_us;
    cell->claims_since_us = place == PLACE_CLAIMED ? now : 0;
    cell_arm(warden, cell, now, cell_cpu_us(warden, cell));
}

// Sets the timer to the wall deadline, or earlier to the first moment at which the CPU limit can be met.
void cell_arm(struct warden *warden, struct cell *cell, uint64_t now, uint64_t used) {
    uint64_t wall = cell_wall_us(cell, now), wall_limit = wall_limit_us(cell);
    uint64_t deadline = now + (wall < wall_limit ? wall_limit - wall : 0);
    if (cell->claims_since_us) deadline += standing_left_us(cell, now);
    uint64_t limit = (uint64_t)cell->spec.cpu_ms * 1000;
    uint64_t left = used < limit ? limit - used : 0;
    uint64_t check = now + left / warden->processors + 500;
    if (counts_alone(cell) && check > now + MEMORY_CHECK_US) check = now + MEMORY_CHECK_US;
    uint64_t next = check < deadline ? check : deadline;
    struct itimerspec when = {
        .it_value = {.tv_sec = (time_t)(next / 1000000), .tv_nsec = (long)(next % 1000000) * 1000}};
    if (timerfd_settime(cell->timer, TFD_TIMER_ABSTIME, &when, NULL) < 0) cell_fail(warden, cell, STEP_TIMER, errno);
}

static bool over_memory(const struct warden *warden, struct cell *cell) {
    if (!counts_alone(cell)) return false;
    uint64_t held = memory_of_tree(warden->proc, cell->init);
    if (held > cell->seen_bytes) cell->seen_bytes = held;
    return held > cell->spec.memory_bytes;
}

// What a program has left behind it is ended as well, and its own end is what counts.
static void on_time_up(struct warden *warden, struct cell *cell, enum cell_cause cause) {
    if (!cell->has_notice_ended) {
        cell_end(warden, cell, cause);
        return;
    }
    cell->left_processes = true;
    (void)cgroup_share(&warden->groups, cell->group, false);
    cell_kill(warden, cell);
}

void cell_on_timer(struct warden *warden, struct cell *cell) {
    uint64_t expirations, now = now_us();
    (void)!read(cell->timer, &expirations, sizeof expirations);
    if (cell->state != CELL_RUNNING) return;
    uint64_t used = cell_cpu_us(warden, cell);
    if (cell_wall_us(cell, now) >= wall_limit_us(cell)) on_time_up(warden, cell, CAUSE_WALL);
    else if (used >= (uint64_t)cell->spec.cpu_ms * 1000) on_time_up(warden, cell, CAUSE_CPU);
    else if (over_memory(warden, cell)) cell_end(warden, cell, CAUSE_MEMORY);
    else cell_arm(warden, cell, now, used);
}

// ---- the end ----

// Whether the group's own limit was what the kernel ended its processes for. It may also be that of a group around all
// cells, or that the machine has no more memory. Where no peak can be read, it is taken for the group's own.
static bool met_own_limit(const struct warden *warden, const struct cell *cell) {
    int64_t peak = cgroup_peak(&warden->groups, cell->group);
    return peak < 0 || (uint64_t)peak + OWN_LIMIT_SLACK >= cell->spec.memory_bytes + cell->base_memory_bytes;
}

// Whether the memory limit was met, by the group's word (its kills so far) or by the peak that init was told of.
static bool was_over_memory(const struct cell *cell, int64_t oom_kills) {
    if (!counts_alone(cell)) return oom_kills > cell->base_oom_kills;
    uint64_t peak = cell->has_notice_ended ? cell->ended.peak_bytes : 0;
    return peak > cell->spec.memory_bytes + LIBRARY_BYTES && peak > cell->base_peak_bytes + LIBRARY_BYTES;
}

static void decide(struct warden *warden, struct cell *cell, uint64_t cpu_us) {
    if (cell->decided) return;
    int64_t oom_kills = cgroup_oom_kills(&warden->groups, cell->group);
    const bool begun = cell->has_notice_begun; // what ends before that is no program, whatever it died of
    if (cell->group && oom_kills < 0) cell_fail(warden, cell, STEP_CGROUP_LIMIT, EIO);
    else if (begun && was_over_memory(cell, oom_kills)) {
        if (counts_alone(cell) || met_own_limit(warden, cell)) cell_end(warden, cell, CAUSE_MEMORY);
        else cell_fail(warden, cell, STEP_CGROUP_LIMIT, ENOMEM);
    } else if (!begun || !cell->has_notice_ended) cell_fail(warden, cell, STEP_LOST, ECHILD);
    else if (!cell->left_processes && cpu_us > (uint64_t)cell->spec.cpu_ms * 1000) cell_end(warden, cell, CAUSE_CPU);
    else cell_end(warden, cell, WIFEXITED(cell->ended.status) ? CAUSE_EXIT : CAUSE_SIGNAL);
}

// Without a group the dead can't be asked: what init said of them, or what was seen just before their end.
static uint64_t final_cpu_us(const struct warden *warden, const struct cell *cell) {
    if (cell->group) return cell_cpu_us(warden, cell);
    return cell->has_notice_ended ? cell->ended.cpu_us : cell->last_cpu_us;
}

// Init is dead, and with it all processes of the cell: what is in the pipes now is all there will be.
void cell_on_end(struct warden *warden, struct cell *cell) {
    struct rusage usage;
    int status;
    if (wait4(cell->init, &status, WNOHANG, &usage) != cell->init) return;
    cell->ended_us = now_us();
    if (cell->has_job) warden->stirred_us = cell->ended_us;
    if (cell->zygote) {
        cell->has_notice_ended = true;
        cell->ended = (struct notice){.status = status, .cpu_us = clock_of_usage(&usage)};
    }
    close_fd(&cell->pidfd);
    cell_hear(warden, cell);
    for (int stream = 0; stream < 2; stream++) {
        while (cell->output[stream] >= 0 && cell_take_output(warden, cell, stream)) continue;
    }
    uint64_t cpu = final_cpu_us(warden, cell);
    if (cell->state == CELL_RUNNING || cell->decided) decide(warden, cell, cpu);
    else cell_fail(warden, cell, STEP_LOST, ECHILD);
    if (cell->has_job) cell_report(warden, cell, cpu, (uint64_t)usage.ru_maxrss * 1024);
    else cell_failed_ahead(warden);
    cell->state = CELL_OVER;
}
