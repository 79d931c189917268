// What a program may ask of the kernel: one table, a row a rule, each with its reason.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "words.h"

enum {
    // The program is always process 2 of its own pid namespace; process 1 is the cell's init.
    PROGRAM_PID = 2,
    // The descriptor of the socket over which a sealed program receives its inputs.
    SEALED_SOCKET = 3,
    CONDITIONS_MAX = 2,
};

// Stands in a condition for the secret of a cell, which its set-up knows and no program does. The kernel ignores a
// call's sixth argument where it has none.
enum { TOKEN_ARGUMENT = 5 };
static const uint64_t POLICY_TOKEN = 0xc0de5afe7e57ab1eULL;

// Holds when (argument & mask) == value; a mask of zero ends the list. Arguments count from 0.
struct condition {
    uint8_t arg;
    uint64_t mask;
    uint64_t value;
};

// Stands for an error: the call is told to have succeeded, and is not made.
enum { DONE_FOR_SHOW = 1 << 16 };

// In the given policies the call is allowed (error 0) or fails softly with the error, when all conditions hold.
// No two rows of one call overlap within a policy, so their order means nothing; but for those that ask for the secret,
// which all allow.
struct rule {
    int number;
    uint32_t policies; // bits 1 << enum cell_policy
    int error;
    struct condition conditions[CONDITIONS_MAX];
    const char *reason;
};

// A call that no row matches is refused: the supervisor is told its number and arguments, and ends the cell.
extern const struct rule policy_rules[];
extern const size_t policy_rules_count;

// The policies, as bits, that allow a call of x86-64's with these six arguments.
uint32_t policies_allowing(int number, const uint64_t *args);
