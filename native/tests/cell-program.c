// What cells-test runs inside cells; linked statically, so that the trees can be empty otherwise.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void pass_on(int from, int to) {
    static char buffer[65536];
    for (ssize_t len; (len = read(from, buffer, sizeof buffer)) > 0;) {
        if (write(to, buffer, (size_t)len) != len) _exit(3);
    }
}

static int copy(const char *from, const char *to) {
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (in < 0 || out < 0) return 2;
    pass_on(in, out);
    return 0;
}

// Takes memory, a mebibyte at a time, each holding on to the one before.
static int grow(void) {
    static void *last;
    for (;;) {
        void **more = malloc(1 << 20);
        if (!more) return 4;
        memset(more, 1, 1 << 20);
        *more = last;
        last = more;
    }
}

// Holds so much memory, and waits.
static int hold(size_t size) {
    char *held = malloc(size);
    volatile char *bytes = held; // which are written though nobody reads them
    if (!held) return 4;
    for (size_t at = 0; at < size; at += 4096) bytes[at] = 1;
    (void)pause();
    free(held);
    return 0;
}

static int flood(void) {
    static const char line[] = "all work and no play makes Jack a dull boy\n";
    for (;;) {
        if (write(1, line, sizeof line - 1) < 0) return 5;
    }
}

// Leaves a large file.
static int fill(void) {
    static const char mebibyte[1 << 20];
    int out = open("large", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    for (int i = 0; i < 12; i++) {
        if (write(out, mebibyte, sizeof mebibyte) != sizeof mebibyte) return 2;
    }
    return 0;
}

static int tell_size(void) {
    struct winsize size;
    if (ioctl(0, TIOCGWINSZ, &size) < 0) return 6;
    return printf("%u %u", size.ws_col, size.ws_row) < 0;
}

static _Noreturn void spin(void) {
    volatile unsigned turns = 0;
    for (;;) turns = turns + 1;
}

int main(int argc, char **argv) {
    const char *act = argc > 1 ? argv[1] : "";
    if (strcmp(act, "exit") == 0) return argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
    if (strcmp(act, "copy") == 0) return copy("in", "out");
    if (strcmp(act, "echo") == 0) pass_on(0, 1);
    if (strcmp(act, "socket") == 0) return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (strcmp(act, "flood") == 0) return flood();
    if (strcmp(act, "fill") == 0) return fill();
    if (strcmp(act, "size") == 0) return tell_size();
    if (strcmp(act, "spin") == 0) spin();
    if (strcmp(act, "sleep") == 0) return pause();
    if (strcmp(act, "grow") == 0) return grow();
    if (strcmp(act, "hold") == 0) return hold(16 << 20);
    if (strcmp(act, "abort") == 0) abort();
    return 0;
}
