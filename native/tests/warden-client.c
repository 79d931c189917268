#include "warden-client.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"

enum { CONTROL = 3 };

// Its control socket and its log are where it expects them already.
static _Noreturn void become_warden(const char *warden, const char *rootfs, const char *cgroup, unsigned warm) {
    char *env[] = {NULL}, run[16], cells[16];
    (void)snprintf(run, sizeof run, "%u", warm);
    (void)snprintf(cells, sizeof cells, "%u", warm + 5);
    (void)execle(warden, "cellblock-warden", "--rootfs", rootfs, "--cgroup", cgroup, "--cells", cells, "--warm-run",
                 run, "--warm-compile", "1", NULL, env);
    _exit(127);
}

// The next frame; false when the warden is gone. It is valid until the next call.
static bool next_frame(struct client *client, struct frame *ret_frame, size_t *ret_size) {
    for (;;) {
        int r = frame_read(&client->in, ret_frame, ret_size);
        if (r != 0) return r == 1;
        if (bytes_reserve(&client->in, 1 << 16) < 0) abort();
        uint8_t *end = client->in.data + client->in.start + client->in.len;
        ssize_t len = read(client->socket, end, 1 << 16);
        if (len < 0 && errno == EINTR) continue;
        if (len <= 0) return false;
        client->in.len += (size_t)len;
    }
}

bool client_start(struct client *client, const char *warden, const char *rootfs, const char *cgroup, unsigned warm) {
    int pair[2];
    *client = (struct client){.log = memfd_create("log", MFD_CLOEXEC)};
    if (client->log < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) abort();
    client->socket = pair[0];
    client->pid = fork();
    if (client->pid < 0) abort();
    if (client->pid == 0) {
        if (dup2(client->log, STDERR_FILENO) < 0 || dup2(pair[1], CONTROL) < 0) _exit(126);
        become_warden(warden, rootfs, cgroup, warm);
    }
    (void)close(pair[1]);
    struct frame frame;
    size_t size;
    if (!next_frame(client, &frame, &size) || frame.message != MESSAGE_READY) return false;
    bytes_consume(&client->in, size);
    return true;
}

void client_send_raw(struct client *client, const void *data, size_t len) {
    for (size_t at = 0; at < len;) {
        ssize_t sent = send(client->socket, (const uint8_t *)data + at, len - at, MSG_NOSIGNAL);
        if (sent < 0) return; // the warden is gone; whoever waits for its answer will see
        at += (size_t)sent;
    }
}

void client_send(struct client *client, uint16_t message, uint32_t id, struct bytes *payload) {
    struct bytes out = {0};
    size_t mark;
    if (frame_begin(&out, message, id, &mark) < 0) abort();
    if (payload && bytes_append(&out, bytes_front(payload), payload->len) < 0) abort();
    frame_end(&out, mark);
    client_send_raw(client, out.data, out.len);
    bytes_free(&out);
    if (payload) bytes_free(payload);
}

static void take_text(const struct field *field, char *text, size_t size) {
    (void)snprintf(text, size, "%.*s", (int)field->len, (const char *)field->data);
}

static void take_field(struct answer *answer, const struct field *field) {
    switch (field->tag) {
    case FIELD_CAUSE:
        (void)field_u32(field, &answer->cause);
        return;
    case FIELD_EXIT_CODE:
        (void)field_u32(field, &answer->exit_code);
        return;
    case FIELD_KEPT:
        (void)field_u32(field, &answer->kept);
        return;
    case FIELD_USED_MEMORY_BYTES:
        (void)field_u64(field, &answer->memory_bytes);
        return;
    case FIELD_SIGNAL:
        take_text(field, answer->signal, sizeof answer->signal);
        return;
    case FIELD_REFUSAL:
        take_text(field, answer->refusal, sizeof answer->refusal);
        return;
    case FIELD_SYSCALL_NAME:
        take_text(field, answer->syscall, sizeof answer->syscall);
        return;
    case FIELD_STEP:
        take_text(field, answer->step, sizeof answer->step);
        return;
    case FIELD_ERRNO:
        take_text(field, answer->error, sizeof answer->error);
        return;
    case FIELD_TRUNCATED_STDOUT:
    case FIELD_TRUNCATED_STDERR:
        answer->is_truncated = true;
        return;
    case FIELD_OVER_MEMORY:
        answer->is_over_memory = true;
        return;
    case FIELD_OUTPUT_CONTENT:
        if (answer->content.len == 0 && bytes_append(&answer->content, field->data, field->len) < 0) abort();
        return;
    default:
        return;
    }
}

void client_await(struct client *client, uint32_t id, struct answer *ret_answer) {
    struct frame frame;
    size_t size;
    *ret_answer = (struct answer){.cause = UINT32_MAX};
    while (next_frame(client, &frame, &size)) {
        struct field field;
        size_t at = 0;
        bool ours = frame.id == id, over = ours && (frame.message == MESSAGE_REPORT || frame.message == MESSAGE_FAULT);
        if (ours && frame.message == MESSAGE_OUTPUT && frame.len > 1) {
            if (bytes_append(&ret_answer->output, frame.payload + 1, frame.len - 1) < 0) abort();
        }
        while (over && field_next(frame.payload, frame.len, &at, &field) == 1) take_field(ret_answer, &field);
        ret_answer->is_fault = over && frame.message == MESSAGE_FAULT;
        bytes_consume(&client->in, size);
        if (over) return;
    }
}

void answer_free(struct answer *answer) {
    bytes_free(&answer->output);
    bytes_free(&answer->content);
}

int client_leave(struct client *client, char *log, size_t size) {
    int status = -1;
    close_fd(&client->socket);
    if (waitpid(client->pid, &status, 0) != client->pid) abort();
    ssize_t len = pread(client->log, log, size - 1, 0);
    log[len > 0 ? len : 0] = 0;
    close_fd(&client->log);
    bytes_free(&client->in);
    return status;
}
