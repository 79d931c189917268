// time-cell WARDEN ROOTFS CGROUP PROGRAM: starts a warden that keeps cells ready, and for each byte it reads runs the
// static PROGRAM in one; prints how many nanoseconds passed from the spec's sending to the report's receipt. For the
// benchmark, whose other side is a vfork, exec and wait as plain as this.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fd.h"
#include "spec-fields.h"
#include "warden-client.h"

enum { PROGRAM_BLOB = 77 }; // as in spec-fields.c

static void need(int result) {
    if (result < 0) abort();
}

static void put_file(struct bytes *payload, const char *path) {
    struct stat stat;
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    need(fd);
    need(fstat(fd, &stat));
    void *content = malloc((size_t)stat.st_size);
    if (!content || read(fd, content, (size_t)stat.st_size) != stat.st_size) abort();
    need(put_field(payload, FIELD_INPUT_BYTES, content, (size_t)stat.st_size));
    free(content);
}

// An input of a compile cell that is kept is how a file becomes a blob; the tool only has to end well.
static bool keep_program(struct client *client, const char *path) {
    struct bytes payload = {0};
    struct answer answer;
    spec_fields_tool(&payload);
    need(put_text(&payload, FIELD_ARG, "--version"));
    need(put_text(&payload, FIELD_INPUT_PATH, "a.out"));
    put_file(&payload, path);
    need(put_text(&payload, FIELD_KEEP_PATH, "a.out"));
    need(put_u32(&payload, FIELD_KEEP_BLOB, PROGRAM_BLOB));
    need(put_u64(&payload, FIELD_MAXIMUM_BYTES, 16 << 20));
    client_send(client, MESSAGE_START, 1, &payload);
    client_await(client, 1, &answer);
    answer_free(&answer);
    return !answer.is_fault && answer.kept == 1;
}

// Nanoseconds; -1 where the program did not end well.
static long long time_run(struct client *client) {
    struct bytes payload = {0};
    struct answer answer;
    struct timespec begin, end;
    spec_fields_smallest(&payload, FIELD_POLICY);
    need(put_u32(&payload, FIELD_POLICY, POLICY_STANDARD));
    need(clock_gettime(CLOCK_MONOTONIC, &begin));
    client_send(client, MESSAGE_START, 2, &payload);
    client_await(client, 2, &answer);
    need(clock_gettime(CLOCK_MONOTONIC, &end));
    answer_free(&answer);
    if (answer.is_fault || answer.cause != CAUSE_EXIT || answer.exit_code != 0) return -1;
    return (end.tv_sec - begin.tv_sec) * 1000000000LL + (end.tv_nsec - begin.tv_nsec);
}

int main(int argc, char **argv) {
    struct client client;
    char byte, log[4096];
    bool well = argc == 5 && client_start(&client, argv[1], argv[2], argv[3], 4) && keep_program(&client, argv[4]);
    while (well && read(0, &byte, 1) == 1) {
        long long took = time_run(&client);
        well = took >= 0 && printf("%lld\n", took) > 0 && fflush(stdout) == 0;
    }
    if (argc == 5) (void)client_leave(&client, log, sizeof log);
    if (!well) (void)fprintf(stderr, "time-cell: a cell did not run as it should\n%s", argc == 5 ? log : "");
    return well ? 0 : 1;
}
