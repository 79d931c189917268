// The processes of a warden under ptrace: who is who, and each system call of theirs before it is made.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// By descent: a keeper and a zygote are the warden's children, init a keeper's, the program init's, a copy a zygote's.
enum role { ROLE_WARDEN, ROLE_KEEPER, ROLE_ZYGOTE, ROLE_INIT, ROLE_PROGRAM, ROLE_COPY, ROLES };
extern const char *const role_names[ROLES];

struct call {
    enum role role;
    pid_t pid;
    long number;
    uint64_t args[6];
};

// What is to become of a call.
struct verdict {
    int error;        // it fails with this errno, unless 0
    bool is_killed;   // its caller is killed before it
    unsigned hold_ms; // it is made so much later
};

// Asked of every call that is the sandbox's own; what a program or a compiler does is not.
typedef struct verdict judge_call(const struct call *call);

// Traces a warden and what it has started, and says "born PID" of each of them. 0 or -errno.
int tracees_seize(pid_t warden);
// Waits until one of them stops or ends, or until descriptor 0 can be read, and handles all that have stopped. False
// where descriptor 0 has ended.
bool tracees_turn(judge_call *judge);
// Whether each of them has been seen: from then on no call is missed.
bool tracees_settled(void);
