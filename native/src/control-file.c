// By directory descriptors: nothing here follows a path that a cell could touch.
#include "control-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"

static int read_text(int fd, char *text, size_t size) {
    ssize_t len = pread(fd, text, size - 1, 0);
    if (len < 0) return -errno;
    text[len] = 0;
    return 0;
}

int control_text(int dir, const char *name, char *text, size_t size) {
    cleanup_fd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : read_text(fd, text, size);
}

int control_write(int dir, const char *name, const char *text) {
    cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -errno;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

int control_write_number(int fd, uint64_t number) {
    char text[24];
    int len = snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    return pwrite(fd, text, (size_t)len, 0) < 0 ? -errno : 0;
}

int64_t control_number(int fd) {
    char text[32];
    if (fd < 0 || read_text(fd, text, sizeof text) < 0) return -1;
    return strtoll(text, NULL, 10);
}

int64_t control_keyed(int fd, const char *key) {
    char text[4096];
    if (fd < 0 || read_text(fd, text, sizeof text) < 0) return -1;
    size_t len = strlen(key);
    for (char *line = text; line; line = strchr(line, '\n')) {
        // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): read_text has ended the text
        if (*line == '\n') line++;
        if (strncmp(line, key, len) == 0 && line[len] == ' ') return strtoll(line + len + 1, NULL, 10);
    }
    return 0;
}
