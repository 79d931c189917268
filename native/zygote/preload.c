// Preloaded into as and ld.gold, it turns them into fork servers (src/zygote.h): they stop at the first touch of the
// job's own input. ZYGOTE_INPUT says which: "-" for stdin, else the name of a file. What ZYGOTE_OUTPUT names, opened
// before that point, becomes the copy's own file of that name.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zygote-serve.h"

#define EXPORT __attribute__((visibility("default")))

static bool is_served;
static int output = -1;

static bool is_named(const char *variable, const char *path) {
    const char *name = getenv(variable);
    return name && strcmp(name, path) == 0;
}

static void *next(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (!function) _exit(1);
    return function;
}

static void replace_output(void) {
    if (output < 0) return;
    const char *path = getenv("ZYGOTE_OUTPUT");
    int own = path ? open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    if (own < 0 || dup3(own, output, O_CLOEXEC) < 0) _exit(1);
    (void)close(own);
}

static void serve(void) {
    is_served = true;
    zygote_serve(&output, output >= 0, replace_output);
}

EXPORT int getc(FILE *stream) {
    static int (*next_getc)(FILE *);
    if (!is_served && stream == stdin && is_named("ZYGOTE_INPUT", "-")) serve();
    if (!next_getc) next_getc = (int (*)(FILE *))next("getc");
    return next_getc(stream);
}

EXPORT FILE *fopen64(const char *restrict path, const char *restrict mode) {
    FILE *(*next_fopen)(const char *, const char *) = (FILE * (*)(const char *, const char *)) next("fopen64");
    FILE *file = next_fopen(path, mode);
    if (!is_served && file && mode[0] == 'w' && is_named("ZYGOTE_OUTPUT", path)) output = fileno(file);
    return file;
}

typedef int open_function(const char *, int, ...);

static int open_input(open_function *next_open, const char *path, int flags, mode_t mode) {
    if (!is_served && is_named("ZYGOTE_INPUT", path)) serve();
    return next_open(path, flags, mode);
}

// The mode is there only where a file may be made, but reading what isn't there does no harm on this ABI.
#define DEFINE_OPEN(name) \
    EXPORT int name(const char *path, int flags, ...) { \
        va_list arguments; \
        va_start(arguments, flags); \
        mode_t mode = va_arg(arguments, mode_t); \
        va_end(arguments); \
        return open_input((open_function *)next(#name), path, flags, mode); \
    }

DEFINE_OPEN(open)
DEFINE_OPEN(open64)
