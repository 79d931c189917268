// Every name and number that the warden and its callers share. TypeScript reads this vocabulary from
// libcell (cell_words), so that no number is typed twice.
#pragma once

// What crosses the control socket.
#define CELL_MESSAGES(X) \
    X(READY, "ready", 1)               /* warden -> caller: open for work; host facts */ \
    X(START, "start", 2)               /* caller -> warden: a spec; the id names the cell from now on */ \
    X(STDIN, "stdin", 3)               /* caller -> warden: bytes for an interactive cell */ \
    X(END, "end", 4)                   /* caller -> warden: no more stdin */ \
    X(KILL, "kill", 5)                 /* caller -> warden: end the cell; its report follows */ \
    X(RELEASE, "release", 6)           /* caller -> warden: forget a blob */ \
    X(OUTPUT, "output", 7)             /* warden -> caller: a stream number (1 byte), then bytes as they arrived */ \
    X(REPORT, "report", 8)             /* warden -> caller: the cell's end */ \
    X(FAULT, "fault", 9)               /* warden -> caller: the sandbox failed; step and errno */ \
    X(ZYGOTE, "zygote", 10)            /* caller -> warden: start a fork server; the id names it, apart from cells */ \
    X(ZYGOTE_READY, "zygoteReady", 11) /* warden -> caller: it can be named by a spec now */ \
    X(ZYGOTE_LOST, "zygoteLost", 12)   /* warden -> caller: it ended or never became ready; step and errno */ \
    X(ZYGOTE_END, "zygoteEnd", 13)     /* caller -> warden: end it */ \
    X(SIGNAL, "signal", 14)            /* caller -> warden: a number (4 bytes) for an interactive cell */ \
    X(RESIZE, "resize", 15)            /* caller -> warden: its terminal's size, as in the field */ \
    X(ASK, "ask", 16)                  /* caller -> warden: what has the cell used? One that is over is silent */ \
    X(USED, "used", 17)                /* warden -> caller: usedCpuUs, so far, and whether it is runnable */ \
    X(PLACE, "place", 18)              /* caller -> warden: the number of the place (4 bytes) that it has from now on */

// Fields of a spec and of a report: tag (2 bytes), length (4 bytes), value; all little-endian. A u32 or u64
// field holds exactly 4 or 8 bytes; strings carry no NUL. Repeated fields keep their order.
#define CELL_FIELDS(X) \
    X(POLICY, "policy", 1)                      /* u32, a policy number */ \
    X(PROGRAM_BLOB, "programBlob", 2)           /* u32 */ \
    X(PROGRAM_TOOL, "programTool", 3)           /* string: absolute path in the compile tree */ \
    X(ARG, "arg", 4)                            /* string, repeated */ \
    X(ENV, "env", 5)                            /* string, repeated */ \
    X(CPU_MS, "cpuMs", 6)                       /* u32 */ \
    X(WALL_MS, "wallMs", 7)                     /* u32 */ \
    X(MEMORY_BYTES, "memoryBytes", 8)           /* u64 */ \
    X(OUTPUT_BYTES, "outputBytes", 9)           /* u64, each stream */ \
    X(PROCESSES, "processes", 10)               /* u32 */ \
    X(STACK_BYTES, "stackBytes", 11)            /* u64 */ \
    X(SCRATCH_BYTES, "scratchBytes", 12)        /* u64 */ \
    X(SCRATCH_INODES, "scratchInodes", 13)      /* u32 */ \
    X(STDIN_BYTES, "stdinBytes", 14)            /* bytes; then end of file */ \
    X(STDIN_PIPE, "stdinPipe", 15)              /* u32: reads what the cell with this stdoutPipe writes */ \
    X(STDIN_LIVE, "stdinLive", 16)              /* empty: stdin and end messages follow */ \
    X(STDOUT_PIPE, "stdoutPipe", 17)            /* u32: stdout goes to the cell with this stdinPipe */ \
    X(INPUT_PATH, "inputPath", 18)              /* string; its content follows as inputBytes or inputBlob */ \
    X(INPUT_BYTES, "inputBytes", 19)            /* bytes */ \
    X(INPUT_BLOB, "inputBlob", 20)              /* u32 */ \
    X(KEEP_PATH, "keepPath", 21)                /* string; its blob number and maximum follow */ \
    X(KEEP_BLOB, "keepBlob", 22)                /* u32, chosen by the caller */ \
    X(OUTPUT_PATH, "outputPath", 23)            /* string; its maximum follows */ \
    X(MAXIMUM_BYTES, "maximumBytes", 24)        /* u64, of the keep or output before it */ \
    X(SANITIZED, "sanitized", 25)               /* empty: needs /proc and the whole address space */ \
    X(PROGRAM_ZYGOTE, "programZygote", 26)      /* u32: a copy of this fork server, instead of blob or tool */ \
    X(WARM, "warm", 27)                         /* u32, of a zygote: copies kept ready */ \
    X(TERMINAL, "terminal", 28)                 /* u32: columns, and rows << 16, of a terminal for all streams */ \
    X(ADDRESS_SPACE, "addressSpace", 29)        /* u64, bytes a process; SPEC_SIZE_MAX where it isn't said */ \
    X(STANDING_MS, "standingMs", 30)            /* u32, for its wall clock; ten times wallMs where it isn't said */ \
    X(CAUSE, "cause", 40)                       /* u32, a cause number */ \
    X(EXIT_CODE, "exitCode", 41)                /* u32 */ \
    X(SIGNAL, "signal", 42)                     /* string, as SIGSEGV */ \
    X(REFUSAL, "refusal", 43)                   /* string */ \
    X(OVER_MEMORY, "overMemory", 44)            /* empty */ \
    X(SYSCALL_NAME, "syscallName", 45)          /* string */ \
    X(SYSCALL_NUMBER, "syscallNumber", 46)      /* u32, two's complement */ \
    X(SYSCALL_ABI, "syscallAbi", 47)            /* string: x86_64, i386 or x32 */ \
    X(SYSCALL_ARG, "syscallArg", 48)            /* u64, six times */ \
    X(SYSCALL_POLICY, "syscallPolicy", 62)      /* u32, repeated: the policies that allow this very call */ \
    X(TRUNCATED_STDOUT, "truncatedStdout", 49)  /* empty */ \
    X(TRUNCATED_STDERR, "truncatedStderr", 50)  /* empty */ \
    X(PROCESS_LIMIT_HIT, "processLimitHit", 51) /* empty */ \
    X(LEFT_PROCESSES, "leftProcesses", 64)      /* empty: for them its time was up, not for the program */ \
    X(USED_CPU_US, "usedCpuUs", 52)             /* u64 */ \
    X(USED_WALL_US, "usedWallUs", 53)           /* u64 */ \
    X(USED_MEMORY_BYTES, "usedMemoryBytes", 54) /* u64, peak */ \
    X(KEPT, "kept", 55)                    /* u32, one per keepPath: 1 kept, 0 absent or not a file, 2 too large */ \
    X(KEPT_BYTES, "keptBytes", 56)         /* u64, one per keepPath */ \
    X(OUTPUT_ABSENT, "outputAbsent", 57)   /* empty; one of the two per outputPath */ \
    X(OUTPUT_CONTENT, "outputContent", 58) /* bytes */ \
    X(STEP, "step", 59)                    /* string */ \
    X(ERRNO, "errno", 60)                  /* string, as ENOSPC */ \
    X(HOST_FACT, "hostFact", 61)           /* string: name TAB value */ \
    X(RUNNABLE, "runnable", 63)            /* empty: it runs or waits for a processor, or is to begin */

// What ended the program, as the warden saw it.
#define CELL_CAUSES(X) \
    X(EXIT, "exit", 0) \
    X(SIGNAL, "signal", 1) \
    X(CPU, "cpu", 2) \
    X(WALL, "wall", 3) \
    X(MEMORY, "memory", 4) \
    X(OUTPUT, "output", 5) \
    X(SYSCALL, "syscall", 6) \
    X(KILLED, "killed", 7) \
    X(REFUSED, "refused", 8)

// A cell's place among those that run at once.
#define CELL_PLACES(X) \
    X(HELD, "held", 0)       /* the usual share of the processors; each cell has this one at first */ \
    X(LENT, "lent", 1)       /* a small share: it sleeps */ \
    X(CLAIMED, "claimed", 2) /* a small share, and its wall clock stands still, for standingMs at the most */

// Policies: columns of the table in policy.c.
#define CELL_POLICIES(X) \
    X(STANDARD, "standard", 0) \
    X(STRICT, "strict", 1) \
    X(SEALED, "sealed", 2) \
    X(PROCESSES, "processes", 3) \
    X(COMPILE, "compile", 4) \
    /* Chosen by the warden where a spec of the first and of the fourth asks for a terminal. */ \
    X(TERMINAL, "terminal", 5) \
    X(PROCESSES_TERMINAL, "processesTerminal", 6) \
    /* Likewise, where a spec of the first is sanitized, and where it asks for a terminal besides. */ \
    X(SANITIZED, "sanitized", 7) \
    X(SANITIZED_TERMINAL, "sanitizedTerminal", 8)

// Steps of a cell's life at which the sandbox itself can fail.
#define CELL_STEPS(X) \
    X(SLOT, "slot", 1) /* no free slot: more cells at once than --cells allows */ \
    X(SPEC, "spec", 2) /* the spec is malformed */ \
    X(CGROUP_LIMIT, "cgroup_limit", 4) \
    X(CONTROL, "control", 6) /* the socket between warden and cell */ \
    X(CLONE, "clone", 7) \
    X(DESCRIPTORS, "descriptors", 8) \
    X(PARENT, "parent", 9) /* dying with the warden */ \
    X(NAMESPACE, "namespace", 10) \
    X(HOSTNAME, "hostname", 11) \
    X(SCRATCH, "scratch", 12) \
    X(PIVOT, "pivot", 13) \
    X(PROC, "proc", 14) \
    X(FORK, "fork", 15) \
    X(BOUNDING, "bounding", 16) \
    X(SESSION, "session", 17) \
    X(RLIMIT, "rlimit", 18) \
    X(NICE, "nice", 19) \
    X(STDIO, "stdio", 20) \
    X(LANDLOCK, "landlock", 21) \
    X(USER_NAMESPACE, "user_namespace", 22) \
    X(IDENTITY, "identity", 23) \
    X(CAPABILITIES, "capabilities", 24) \
    X(NO_NEW_PRIVS, "no_new_privs", 25) \
    X(SECCOMP, "seccomp", 26) \
    X(LISTENER, "listener", 27) \
    X(EXEC, "exec", 28) \
    X(PIPE, "pipe", 29) \
    X(INPUT, "input", 30) \
    X(PROGRAM, "program", 31) \
    X(TIMER, "timer", 32) \
    X(WAIT, "wait", 33) \
    X(LOST, "lost", 34) /* the cell ended without saying how */ \
    X(KEEP, "keep", 35) \
    X(ZYGOTE, "zygote", 38)       /* the fork server can't be had */ \
    X(KEEPER, "keeper", 39)       /* the process in which the slot's cells are born is gone */ \
    X(TERMINAL, "terminal", 41)   /* making one, or being controlled by it */ \
    X(OOM_SCORE, "oom_score", 40) /* being the first to go where memory runs out */

#define CELL_MESSAGE_ENUM(name, text, number) MESSAGE_##name = (number),
#define CELL_FIELD_ENUM(name, text, number) FIELD_##name = (number),
#define CELL_CAUSE_ENUM(name, text, number) CAUSE_##name = (number),
#define CELL_PLACE_ENUM(name, text, number) PLACE_##name = (number),
#define CELL_POLICY_ENUM(name, text, number) POLICY_##name = (number),
#define CELL_STEP_ENUM(name, text, number) STEP_##name = (number),

enum cell_message { CELL_MESSAGES(CELL_MESSAGE_ENUM) };
enum cell_field { CELL_FIELDS(CELL_FIELD_ENUM) };
enum cell_cause { CELL_CAUSES(CELL_CAUSE_ENUM) };
enum cell_place { CELL_PLACES(CELL_PLACE_ENUM) PLACE_COUNT };
enum cell_policy { CELL_POLICIES(CELL_POLICY_ENUM) POLICY_COUNT };
enum cell_step { STEP_NONE = 0, CELL_STEPS(CELL_STEP_ENUM) };

// The name of a step; "unknown" for a number that is none.
const char *step_name(enum cell_step step);
