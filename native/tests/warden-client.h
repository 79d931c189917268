// A caller of the warden, in C: starts one, gives it cells to run, and sees how it ends.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "spec.h"
#include "wire.h"
#include "words.h"

struct client {
    pid_t pid;
    int socket, log; // log: what the warden writes to stderr
    struct bytes in;
};

// What came back for a cell.
struct answer {
    bool is_fault, is_truncated, is_over_memory;
    char step[32], error[32], signal[32], refusal[96], syscall[32];
    uint32_t cause, exit_code, kept;
    uint64_t memory_bytes; // that it is told to have used at most
    struct bytes output;   // stdout and stderr as they came
    struct bytes content;  // of the first file to be returned
};

// Starts a warden that keeps so many run cells ready, and waits until it is ready itself. False where it isn't; what
// it said is then in the log.
bool client_start(struct client *client, const char *warden, const char *rootfs, const char *cgroup, unsigned warm);
// Sends a message; `payload` (may be NULL) is emptied.
void client_send(struct client *client, uint16_t message, uint32_t id, struct bytes *payload);
// Sends bytes that need not be a message.
void client_send_raw(struct client *client, const void *data, size_t len);
// Reads on until the cell has been reported.
void client_await(struct client *client, uint32_t id, struct answer *ret_answer);
void answer_free(struct answer *answer);
// Takes leave. The warden's status as waitpid gives it, and its log, NUL-terminated and cut to `size`.
int client_leave(struct client *client, char *log, size_t size);
