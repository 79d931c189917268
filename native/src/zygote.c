// The serving side of a fork server; linked into the compilers' own processes (zygote/), not into the warden.
#include "zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fd.h"
#include "nursery.h"

enum { FIRST_FD = 64 };

struct heap {
    void *at;
    size_t len;
};

static void load_setup(struct filter *ret_filters, bool *ret_rootless) {
    struct zygote_setup setup;
    if (read(ZYGOTE_SETUP_FD, &setup, sizeof setup) != sizeof setup || setup.len > BPF_MAXINSNS) _exit(1);
    struct filter filter = {.len = (unsigned short)setup.len, .lows = setup.lows, .highs = setup.highs};
    size_t size = setup.len * sizeof *filter.code;
    filter.code = malloc(size);
    if (!filter.code || read(ZYGOTE_SETUP_FD, filter.code, size) != (ssize_t)size) _exit(1);
    memcpy(filter.low, setup.low, sizeof filter.low);
    memcpy(filter.high, setup.high, sizeof filter.high);
    ret_filters[POLICY_COMPILE] = filter;
    *ret_rootless = setup.rootless != 0;
    (void)close(ZYGOTE_SETUP_FD);
}

// The heap as it is now; empty where it can't be found.
static void find_heap(struct heap *ret_heap) {
    int fd = openat(PROC_FD, "self/maps", O_RDONLY | O_CLOEXEC);
    FILE *maps = fd < 0 ? NULL : fdopen(fd, "r");
    char line[512];
    while (maps && fgets(line, sizeof line, maps)) {
        char *rest;
        uintptr_t from = strtoul(line, &rest, 16), to = strtoul(rest + 1, &rest, 16);
        if (strstr(rest, "[heap]"))
            *ret_heap = (struct heap){(void *)from, to - from}; // NOLINT(performance-no-int-to-ptr)
    }
    if (maps) (void)fclose(maps);
}

// Only the control socket, proc, 0 to 2 and what is to be kept stay open.
static void keep_descriptors(int socket, const int *keep, unsigned keep_count) {
    if (dup3(socket, CONTROL_FD, O_CLOEXEC) < 0) _exit(1);
    for (unsigned fd = 3; fd < FIRST_FD; fd++) {
        bool wanted = fd == CONTROL_FD || fd == PROC_FD;
        for (unsigned i = 0; i < keep_count; i++) wanted |= keep[i] == (int)fd;
        if (!wanted) (void)close((int)fd);
    }
    check((int)syscall(SYS_close_range, FIRST_FD, ~0u, 0), STEP_DESCRIPTORS);
}

// What made the copy a cell is no business of the compiler that goes on, which reads hostile text from here on: the
// control socket, the outer proc, the received descriptors under their first numbers, and the secret.
static void forget(const struct jail *jail, struct received *job) {
    const struct filter *filter = &jail->filters[POLICY_COMPILE];
    (void)close(CONTROL_FD);
    (void)close(PROC_FD);
    for (int i = 0; i < job->fds_count; i++) (void)close(job->fds[i]);
    explicit_bzero(filter->code, filter->len * sizeof *filter->code);
    // Not all of it: the rest was never written to, and each page of it would be made now.
    explicit_bzero(job, offsetof(struct received, strings) + job->order.string_bytes);
    free(filter->code);
    free(job);
}

// What calls left behind on the stack and in registers, the secret among it: the last one's sixth argument.
__attribute__((noinline)) static void wipe_traces(void) {
    char stack[16384];
    explicit_bzero(stack, sizeof stack);
    __asm__ volatile("xorl %%r8d, %%r8d\n\txorl %%r9d, %%r9d\n\txorl %%r10d, %%r10d\n\txorl %%r11d, %%r11d" ::
                         : "r8", "r9", "r10", "r11", "cc");
}

static void become_cell(struct jail *jail, const struct zygote_request *request, int socket, const struct heap *heap,
                        const int *keep, unsigned keep_count, void (*as_program)(void)) {
    jail->program_id = request->program_id;
    keep_descriptors(socket, keep, keep_count);
    jail_die_with_parent();
    jail_furnish(jail);
    // A copy shares memory with the server until it writes to it, page by page. Most of the heap will be written to, so
    // it gets its own now, while nobody waits. A kernel that can't do this leaves it to be done page by page.
    (void)madvise(heap->at, heap->len, MADV_POPULATE_WRITE);
    struct received *job = calloc(1, sizeof *job);
    if (!job) notice_fail(STEP_CONTROL);
    become_confined(jail, as_program, &job->token);
    become_ordered(jail, job);
    forget(jail, job);
    wipe_traces();
}

// A copy is the first process of its namespace, which the kernel spares what is not handled: without this a compiler
// whose assembler is gone would go on until it is done.
static void on_broken_pipe(int number) {
    (void)number;
    _exit(1);
}

void zygote_serve(const int *keep, unsigned keep_count, void (*as_program)(void)) {
    struct filter filters[POLICY_COUNT] = {{0}};
    struct jail jail = {.tree = TREE_COMPILE, .policy = POLICY_COMPILE, .proc = PROC_FD, .filters = filters};
    struct heap heap = {0};
    (void)signal(SIGPIPE, on_broken_pipe);
    load_setup(filters, &jail.rootless);
    find_heap(&heap);
    nursery_reply(0, 0, -1);
    for (;;) {
        struct zygote_request request;
        cleanup_fd int socket = nursery_receive(&request), pidfd = -1;
        pid_t pid = nursery_clone(&pidfd);
        if (pid == 0) {
            become_cell(&jail, &request, take_fd(&socket), &heap, keep, keep_count, as_program);
            return;
        }
        nursery_reply(request.serial, pid < 0 ? -errno : pid, pidfd);
    }
}
