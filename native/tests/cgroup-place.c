#include "cgroup-place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fd.h"

struct place place_open(void) {
    struct place place = {.path = "/tmp/cgroup-test-XXXXXX"};
    if (!mkdtemp(place.path)) abort();
    place.dir = open(place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    place_make(&place, "proc/self");
    place.proc = openat(place.dir, "proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return place;
}

void place_close(struct place *place) {
    char command[128];
    close_fd(&place->dir);
    close_fd(&place->proc);
    (void)snprintf(command, sizeof command, "rm -r %s", place->path);
    if (system(command) != 0) abort();
}

void place_make(const struct place *place, const char *name) {
    char path[128];
    (void)snprintf(path, sizeof path, "%s", name);
    for (char *slash = path; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = 0;
        (void)mkdirat(place->dir, path, 0755);
    }
    if (mkdirat(place->dir, path, 0755) < 0 && errno != EEXIST) abort();
}

void place_put(const struct place *place, const char *name, const char *format, ...) {
    cleanup_fd int fd = openat(place->dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    char text[16384];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (fd < 0 || write(fd, text, (size_t)len) != len) abort();
}

const char *place_text(const struct place *place, const char *name, char *text, size_t size) {
    cleanup_fd int fd = openat(place->dir, name, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? -1 : read(fd, text, size - 1);
    if (len < 0) return NULL;
    text[len] = 0;
    return text;
}

bool place_has(const struct place *place, const char *name) { return faccessat(place->dir, name, F_OK, 0) == 0; }
