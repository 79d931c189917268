// The inside of a cell: what its two processes do, from their birth to the exec of the program.
//
// Process 1, init, makes the place, waits for its children and tells how the program ended (jail.c).
// Process 2 locks itself in, waits for an order and becomes the program (become.c).
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "filter.h"
#include "words.h"

// What a cell is rooted in: the run tree, the run tree with a /proc of its own, or the compile tree.
enum jail_tree { TREE_RUN, TREE_RUN_PROC, TREE_COMPILE, TREE_COUNT };

enum {
    ORDER_ARGS_MAX = 1024, // a compiler's, with every option there is
    ORDER_ENV_MAX = 32,
    ORDER_STRING_BYTES_MAX = 300 << 10, // 64 arguments of 4 KiB, and the environment
    ORDER_FDS_MAX = 5,
    // Descriptors of the cell's trusted code; below are the program's own, all others are closed.
    CONTROL_FD = 10,
    PROC_FD = 11,
};

// Scratch directory of a waiting cell; a job with other sizes has it resized.
struct scratch_size {
    uint64_t bytes;
    uint32_t inodes;
};
extern const struct scratch_size scratch_default[TREE_COUNT];

// What a cell is born with.
struct jail {
    enum jail_tree tree;
    enum cell_policy policy;
    bool rootless;
    uid_t program_id, init_id; // user and group alike; unused when rootless
    int control;               // the cell's end of its SEQPACKET socket
    int proc;                  // a proc mount outside, for rootless identity maps
    struct filter *filters;    // one per policy
};

// The order: this header, then `args` + `env` strings, each with its NUL; descriptors by SCM_RIGHTS in the
// order stdin, stdout, stderr, program (unless forked), and for sealed the socket.
struct order {
    uint64_t cpu_ms, memory_bytes, address_space_bytes, stack_bytes, file_bytes;
    uint32_t tasks, args, env, string_bytes;
    uint32_t policy;  // the one that the cell is locked in by
    uint8_t grouped;  // a memory group bounds the cell; else rlimits must
    uint8_t forked;   // the process is a fork server's child and already the program
    uint8_t terminal; // stdin is the terminal that controls it
    uint8_t padding;
};

enum { ORDER_PROGRAM = 3, ORDER_SOCKET = 4 };
static inline int order_fds(const struct order *order) {
    if (order->forked) return ORDER_PROGRAM;
    return order->policy == POLICY_SEALED ? ORDER_FDS_MAX : ORDER_SOCKET;
}

// An order with what came along, and the secret by which it was received.
struct received {
    uint64_t token;
    struct order order;
    char strings[ORDER_STRING_BYTES_MAX];
    char *args[ORDER_ARGS_MAX + 1];
    char *env[ORDER_ENV_MAX + 1];
    int fds[ORDER_FDS_MAX];
    int fds_count;
};

// What a cell says over its socket: that it is locked in, with descriptors in this order; that what comes next is the
// program; that it has ended; or that a step failed.
enum notice_kind { NOTICE_READY = 1, NOTICE_FAILED, NOTICE_BEGUN, NOTICE_ENDED };
enum { READY_SCRATCH, READY_PROGRAM /* pidfd */, READY_LISTENER, READY_FDS };
struct notice {
    uint32_t kind;
    uint32_t step;               // failed
    int32_t error;               // failed: errno
    int32_t status;              // ended: as wait4 gives it
    uint64_t cpu_us, peak_bytes; // ended: of the program and all that it waited for
};

// Sends a notice over CONTROL_FD with descriptors, READY_FDS at the most; `token` is what the filter wants. 0 or -1.
int notice_send(struct notice notice, const int *fds, unsigned fds_count, uint64_t token);
// Says that a step failed, with errno, and ends the process.
_Noreturn void notice_fail(enum cell_step step);
static inline void check(int result, enum cell_step step) {
    if (result < 0) notice_fail(step);
}

// Keeps the control socket and proc alone, besides /dev/null and the log on 0 to 2; closes all else.
void jail_keep_descriptors(const struct jail *jail);
// Makes the place: descriptors, namespaces' contents, scratch directory, the tree as root. Runs in the child of
// clone3, in fresh namespaces.
void jail_make(const struct jail *jail);
// The same for a copy of a process that is in the tree already: a scratch directory and namespaces of its own.
void jail_furnish(const struct jail *jail);
// Has the calling process killed when its parent dies; ends it where the warden is gone already. A change of
// identity undoes this.
void jail_die_with_parent(void);
// Process 1 of the cell; runs in the child of clone3.
_Noreturn void jail_main(const struct jail *jail);
// Process 2.
_Noreturn void become_program(const struct jail *jail);

// Its steps, which a fork server's child takes too (zygote.c). Ignored signals and blocked ones survive exec: after
// this none are left.
void become_unsignalled(void);
// Gives up every power, is locked in by the policy, and says so; `as_program` (may be NULL) runs with the program's
// identity but before the filter. From here on there is only what the policy allows, and what asks for *ret_token.
void become_confined(const struct jail *jail, void (*as_program)(void), uint64_t *ret_token);
// Waits for the order and does what it says; job->token is the secret. Ends the process when the warden no longer
// wants it.
void become_ordered(const struct jail *jail, struct received *job);
