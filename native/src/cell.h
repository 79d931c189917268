// A cell as the warden sees it: made ahead of time, used once, watched to its end, reported.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "blob.h"
#include "cgroup.h"
#include "jail.h"
#include "spec.h"
#include "wire.h"

enum { CELLS_MAX = 256, ZYGOTES_MAX = 32 };

enum cell_state {
    CELL_EMPTY,
    CELL_WARMING, // its processes are setting up; may have a job already
    CELL_WARM,    // waits for an order
    CELL_RUNNING, // has a job
    CELL_OVER,    // has been reported; to be taken down
};

// What an event is about; `watch_raw` packs it into epoll's 64 bits.
enum watch_kind {
    WATCH_CONTROL,
    WATCH_CHILDREN, // that any has ended
    WATCH_SOCKET,
    WATCH_LISTENER,
    WATCH_STDOUT,
    WATCH_STDERR,
    WATCH_STDIN,
    WATCH_TIMER,
    WATCH_END,
    // Of zygotes and keepers; slot and serial are theirs.
    WATCH_ZYGOTE,
    WATCH_ZYGOTE_END,
    WATCH_KEEPER,
    WATCH_KEEPER_END,
};

// A process in which cells are born (nursery.h), as the warden sees it.
struct nursery {
    bool used;
    unsigned slot;
    uint32_t serial;
    pid_t pid;
    int pidfd, socket;
};

// A fork server (zygote.h).
struct zygote {
    struct nursery nursery;
    bool ready;
    uint32_t id;
    unsigned warm; // copies to keep ready
    uint64_t shared_bytes;
};

// The nursery of a slot, in a group of its own; its cells are in that group by birth.
struct keeper {
    struct nursery nursery;
    struct cgroup group;
};

// What is left of a keeper that has been told to end, until it has: its slot goes on with a new one meanwhile.
struct doomed {
    pid_t pid; // 0 when it has been reaped
    struct cgroup group;
};
// A keeper takes a place, and another for its group where that was in use for longer.
enum { DOOMED_MAX = 4 * CELLS_MAX };

struct forbidden {
    uint32_t arch;
    int number;
    uint64_t args[6];
};

struct cell {
    enum cell_state state;
    unsigned slot;
    uint32_t serial; // tells this cell from others that used the slot
    enum jail_tree tree;
    enum cell_policy policy; // which it is locked in by
    struct zygote *zygote;   // which it is a copy of; then `init` is the program itself
    uint64_t shared_bytes;   // of code on huge pages, which a copy maps whole and has not for itself
    pid_t init;
    int pidfd, socket, scratch, listener, timer;
    int mounts;       // its mount namespace, held so that its end doesn't wait for what taking that down takes; or -1
    int program;      // a pidfd
    uint32_t signals; // bits of those that came before the program of an interactive cell began
    // The slot's, or NULL: rlimits alone bound the cell. What it counted before the job is the job's zero.
    struct cgroup *group;
    uint64_t base_memory_bytes;
    int64_t base_oom_kills, base_refused;

    // The job.
    bool has_job;
    uint32_t id;
    struct spec spec;
    int input, output[2]; // our ends of the program's pipes; -1 when done
    size_t input_done;    // bytes of spec.stdin_bytes written
    struct bytes live;    // interactive input not yet written
    bool live_ended;
    uint64_t output_seen[2];
    bool truncated[2];
    uint64_t started_us, ended_us, base_cpu_us, base_keeper_us, last_cpu_us;
    enum cell_place place;
    uint64_t claims_since_us, claimed_us; // 0 while it claims no place; how long it has before, all in all
    uint64_t seen_bytes;                  // without a group: the most that its processes were seen to hold
    uint64_t base_peak_bytes; // without a group: what init had held by the start, which its children are told to have

    // What was seen.
    bool decided; // `cause` is set; the first decision stands
    enum cell_cause cause;
    const char *refusal;
    bool over_memory;
    struct forbidden forbidden;
    bool has_notice_begun; // until then it is our own code that runs there
    bool has_notice_ended;
    bool left_processes; // there when the program had ended, and still when its time was up
    struct notice ended;
    enum cell_step failed_step; // STEP_NONE: the sandbox has not failed
    int failed_error;
};

// A pipe between two cells of which one end is still to be taken.
struct link {
    uint32_t key;
    int end[2];
};

struct warden {
    int control, epoll, children, proc, compile_tree;
    int terminals; // see terminals_open
    struct bytes in, out;
    struct spec *coming; // of the job that a cell is being found for, or NULL
    bool rootless;
    bool speechless; // has no memory to say what must be said
    uid_t identity_base;
    unsigned cells_count; // slots
    unsigned processors;  // how many can be at work at once
    uint64_t refill_us;   // not before this are cells made ahead of time; see cell_failed_ahead
    uint64_t stirred_us;  // when a job last came or ended
    uint32_t serial;
    struct cell cells[CELLS_MAX];
    struct zygote zygotes[ZYGOTES_MAX];
    struct link links[CELLS_MAX];
    struct blobs blobs;
    struct cgroup_host groups;
    struct filter filters[POLICY_COUNT];
    unsigned warm[TREE_COUNT];          // how many cells are to wait
    enum cell_policy usual[TREE_COUNT]; // by which cells are locked in ahead of time: as the last job in that tree was
    struct keeper keepers[CELLS_MAX];
    struct doomed doomed[DOOMED_MAX];
    unsigned doomed_count, doomed_next;
    bool child_ended; // and may be one that nothing else tells of: see nursery_reap_strays
    int tidy_ms;      // how long we last slept before looking at these two again
};

// What the kernel frees late of a cell's memory may count for the next one in its slot, up to this; a group of which
// more is left is not used again.
enum { LEFTOVER_BYTES_MAX = 4 << 20 };
// What the processes of a warm cell have in its group, at the most: 320 to 930 KiB were seen, batches of the kernel's
// included.
enum { SET_UP_BYTES_MAX = 1 << 20 };

uint64_t now_us(void);
// Whether nobody else counts what the cell uses. A fork server's copy has no group either, but what it says of its
// memory is doubted anyway and asked again of the tool itself.
static inline bool counts_alone(const struct cell *cell) { return !cell->group && !cell->zygote; }
// Registers a descriptor with the event loop. 0 or -errno.
int watch_raw(struct warden *warden, enum watch_kind kind, unsigned slot, uint32_t serial, int fd, uint32_t events);
int watch(struct warden *warden, const struct cell *cell, enum watch_kind kind, int fd, uint32_t events);

// What one waiting cell has in common with another that can be used in its place.
struct kind {
    enum jail_tree tree;
    enum cell_policy policy;
    struct zygote *zygote; // which it is a copy of, or NULL
};
static inline bool is_of_kind(const struct cell *cell, const struct kind *kind) {
    return cell->tree == kind->tree && cell->policy == kind->policy && cell->zygote == kind->zygote;
}

// Makes a cell, which becomes warm on its own. 0, or -errno with *ret_step.
int cell_make(struct warden *warden, const struct kind *kind, struct cell **ret_cell, enum cell_step *ret_step);
// A nursery has cloned the cell with that serial, or failed to (pid is -errno). Takes the pidfd.
void cell_cloned(struct warden *warden, uint32_t serial, pid_t pid, int pidfd);
// A cell has failed before it had a job. Others would as well: for a while none is made ahead of time.
void cell_failed_ahead(struct warden *warden);
// Takes a cell down; every process of it is dead when this returns.
void cell_destroy(struct warden *warden, struct cell *cell);

// The nursery that should have cloned the cell is gone: its job has failed.
void cell_orphaned(struct warden *warden, struct cell *cell);

// Gives a warm or warming cell its job; the spec is the cell's from now on.
void cell_assign(struct warden *warden, struct cell *cell, uint32_t id, struct spec *spec);
// An event on one of its descriptors, with epoll's bits.
void cell_event(struct warden *warden, struct cell *cell, enum watch_kind kind, uint32_t events);
// Takes note of what the cell has said on its socket.
void cell_hear(struct warden *warden, struct cell *cell);

// ending.c: what the job has used so far, in microseconds of CPU time.
uint64_t cell_cpu_us(const struct warden *warden, const struct cell *cell);
// Whether one of its first tasks runs, or waits for a processor; false without a group.
bool cell_wants_processor(const struct warden *warden, const struct cell *cell);
// Kills the cell for a reason; the first one stands.
void cell_end(struct warden *warden, struct cell *cell, enum cell_cause cause);
// Kills it as the sandbox has failed at this step.
void cell_fail(struct warden *warden, struct cell *cell, enum cell_step step, int error);
// Kills all of it, which must have a pidfd.
void cell_kill(const struct warden *warden, const struct cell *cell);
// How long its wall clock has run, in microseconds: not before the start, nor while it claims a place.
uint64_t cell_wall_us(const struct cell *cell, uint64_t now);
// Gives it another place.
void cell_put(struct warden *warden, struct cell *cell, enum cell_place place);
// Sets its timer: `used` is the CPU time so far, in microseconds.
void cell_arm(struct warden *warden, struct cell *cell, uint64_t now, uint64_t used);
void cell_on_timer(struct warden *warden, struct cell *cell);
// Its first process has ended: decides why, and reports.
void cell_on_end(struct warden *warden, struct cell *cell);

// streams.c: passes on output within the cap; true while there may be more to read.
bool cell_take_output(struct warden *warden, struct cell *cell, int stream);
// Moves input on; where that can't be done the cell has failed.
void cell_feed_on(struct warden *warden, struct cell *cell);
// Interactive input.
void cell_write(struct warden *warden, struct cell *cell, const void *bytes, size_t len);
void cell_write_end(struct warden *warden, struct cell *cell);

// What the slot's keeper has used so far, in microseconds: it tidies up after the slot's last cell in the group in
// which this one's time is counted.
uint64_t keeper_cpu_us(const struct warden *warden, unsigned slot);

// pool.c: a cell for the spec, waiting or new. 0, or -errno with *ret_step.
int pool_take(struct warden *warden, const struct spec *spec, struct cell **ret_cell, enum cell_step *ret_step);
// Takes down what is over.
void pool_tidy(struct warden *warden);
// To be called while there is nothing else to do: one cell at a time is made ready. For how many milliseconds to sleep
// then; -1 for ever. What is untidy is looked at after longer and longer, for half a minute; later it waits for the
// next event.
int pool_prepare(struct warden *warden);

// start.c: notes what the group of a cell that has no job yet has counted, as the zero of its job. 0 or -errno.
int cell_note_zeros(const struct warden *warden, struct cell *cell);
// Hands the order to a warm cell that has a job. 0, or -errno with *ret_step; 1 where the artifact was
// refused (cell->refusal says why).
int cell_start(struct warden *warden, struct cell *cell, enum cell_step *ret_step);
// Takes one end (0 read, 1 write) of the pipe with that key, which is made at the first call. fd or -errno.
int link_take(struct warden *warden, uint32_t key, int end);
// Moves input on as far as the program takes it. 0 or -errno.
int cell_feed(struct warden *warden, struct cell *cell);

// terminal.c: mounts a devpts of our own, out of everybody's sight. A descriptor of it, or -errno.
int terminals_open(void);
// Makes the cell's terminal: ours as input and output, theirs as the program's three streams. 0 or -errno.
int cell_make_terminal(struct warden *warden, struct cell *cell, int *theirs);
// Columns, and rows << 16; nothing where there is no terminal.
void cell_resize(struct cell *cell, uint32_t size);
// Sends an interactive program's process group a signal, now or when it is there.
void cell_signal(struct cell *cell, uint32_t number);
// It begins: sends what came before.
void cell_meets_program(struct cell *cell);

// nurseries.c: the keeper of a slot, started if there is none. 0 or -errno.
int keeper_need(struct warden *warden, unsigned slot);
// Tells it to end, and does not wait: it may have much to close.
void keeper_stop(struct warden *warden, struct keeper *keeper);
// Takes down some of what such keepers have left, or waits for all of them. Whether anything was.
bool keepers_tidy(struct warden *warden);
void keepers_await(struct warden *warden);
void keeper_event(struct warden *warden, struct keeper *keeper, enum watch_kind kind);
// Registers a nursery's socket and pidfd. 0 or -errno.
int nursery_watch(struct warden *warden, const struct nursery *nursery, enum watch_kind kind, enum watch_kind end);
// Asks for a cell. 0 or -errno.
int nursery_request(const struct warden *warden, const struct cell *cell, int cell_socket);
// Reads a reply. True with *ret_step and *ret_error where it says that the nursery could not start.
bool nursery_failed(struct warden *warden, struct nursery *nursery, bool *ret_ready, enum cell_step *ret_step,
                    int *ret_error);
// Kills it; the cells that it hasn't cloned yet have failed. The process to be reaped; 0 where there was none.
pid_t nursery_stop(struct warden *warden, struct nursery *nursery);
// Reaps what nurseries cloned for cells that were taken down meanwhile, or died before they told of: our end of its
// socket being closed, such a child ends by itself.
void nursery_reap_strays(struct warden *warden);
// Whether the cell is, or is to be, born there.
bool nursery_bears(const struct warden *warden, const struct nursery *nursery, const struct cell *cell);
// Lets the slot's keeper close a descriptor whose closing is slow. Takes it.
void keeper_bury(const struct warden *warden, unsigned slot, int fd);

// zygotes.c: starts a fork server as the spec (then still the caller's) tells; its readiness or loss is reported.
void zygote_start(struct warden *warden, uint32_t id, const struct spec *spec);
struct zygote *zygote_find(struct warden *warden, uint32_t id);
void zygote_event(struct warden *warden, struct zygote *zygote, enum watch_kind kind);
// Ends it; copies that are at work go on, waiting ones are taken down.
void zygote_stop(struct warden *warden, struct zygote *zygote);

// report.c: writes the report or fault of a cell whose processes are dead to the control socket's buffer. A fault for
// which there is no memory ends the warden, whose end the caller sees: nobody must wait for it.
void cell_report(struct warden *warden, struct cell *cell, uint64_t cpu_us, uint64_t rusage_peak);
void cell_tell_used(struct warden *warden, const struct cell *cell); // so far; nothing where there is no memory
void fault_report(struct warden *warden, enum cell_message message, uint32_t id, enum cell_step step, int error);
