// Makes one system call of a cell's life go wrong: sabotage PID [ROLE CALL NTH WAY], where PID is a warden.
//
// ROLE is who makes it (tracees.h), CALL its name, NTH which of those it is, from 1; WAY is an errno's number, `kill`
// (its caller, just before it) or `hold` (it is made 30 ms later). Without these four nothing goes wrong, and every
// call is told. Says "born PID" of each process, "ready" when all that the warden has started is traced, "call ROLE
// CALL NTH ARGUMENT" (the first) of calls, "hit PID ARGUMENT" when it was done. Ends, and leaves the warden to itself,
// when stdin does.
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracees.h"

enum { NUMBERS_MAX = 512, HOLD_MS = 30 };

struct target {
    bool is_given, is_hit;
    const char *role;
    long number;
    unsigned nth;
    struct verdict verdict;
};

static struct target target;
static unsigned counts[ROLES][NUMBERS_MAX];

static struct verdict judge(const struct call *call) {
    if (call->number < 0 || call->number >= NUMBERS_MAX) return (struct verdict){0};
    unsigned nth = ++counts[call->role][call->number];
    if (!target.is_given) {
        char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86_64, (int)call->number);
        (void)printf("call %s %s %u %lld\n", role_names[call->role], name ? name : "unknown", nth,
                     (long long)call->args[0]);
        free(name);
        return (struct verdict){0};
    }
    bool is_it = !target.is_hit && call->number == target.number && nth == target.nth &&
                 strcmp(role_names[call->role], target.role) == 0;
    if (!is_it) return (struct verdict){0};
    target.is_hit = true;
    (void)printf("hit %d %lld\n", (int)call->pid, (long long)call->args[0]);
    return target.verdict;
}

static bool parse_target(char **words) {
    target = (struct target){
        .is_given = true,
        .role = words[0],
        .number = seccomp_syscall_resolve_name(words[1]),
        .nth = (unsigned)strtoul(words[2], NULL, 10),
    };
    if (strcmp(words[3], "kill") == 0) target.verdict.is_killed = true;
    else if (strcmp(words[3], "hold") == 0) target.verdict.hold_ms = HOLD_MS;
    else target.verdict.error = (int)strtol(words[3], NULL, 10);
    return target.number >= 0 && target.number < NUMBERS_MAX && target.nth > 0;
}

int main(int argc, char **argv) {
    if ((argc != 2 && argc != 6) || (argc == 6 && !parse_target(argv + 2))) {
        (void)fprintf(stderr, "Usage: sabotage PID [ROLE CALL NTH ERRNO|kill|hold]\n");
        return 2;
    }
    int r = tracees_seize((pid_t)strtol(argv[1], NULL, 10));
    if (r < 0) {
        (void)fprintf(stderr, "sabotage: cannot trace the warden: %s\n", strerror(-r));
        return 1;
    }
    for (bool is_ready = false; tracees_turn(judge);) {
        if (is_ready || !tracees_settled()) continue;
        is_ready = true;
        (void)printf("ready\n");
        (void)fflush(stdout);
    }
    return 0;
}
