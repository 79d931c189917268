// By directory descriptors: nothing here follows a path that a cell could touch.
#include "control-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fd.h"

int control_text(int dir, const char *name, char *text, size_t size) {
    cleanup_fd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -errno;
    ssize_t len = read(fd, text, size - 1);
    if (len < 0) return -errno;
    text[len] = 0;
    return 0;
}

int control_write(int dir, const char *name, const char *text) {
    cleanup_fd int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -errno;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

int control_write_number(int dir, const char *name, uint64_t number) {
    char text[24];
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    return control_write(dir, name, text);
}

int64_t control_number(int dir, const char *name) {
    char text[32];
    if (dir < 0 || control_text(dir, name, text, sizeof text) < 0) return -1;
    return strtoll(text, NULL, 10);
}

int64_t control_keyed(int dir, const char *name, const char *key) {
    char text[4096];
    if (dir < 0 || control_text(dir, name, text, sizeof text) < 0) return -1;
    size_t len = strlen(key);
    for (char *line = text; line; line = strchr(line, '\n')) {
        // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): control_text has ended the text
        if (*line == '\n') line++;
        if (strncmp(line, key, len) == 0 && line[len] == ' ') return strtoll(line + len + 1, NULL, 10);
    }
    return 0;
}
