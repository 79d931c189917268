// Programs that observe a cell from inside: what they share in C, and how what they say is read.

import type { CellReport } from '@cellblock/sandbox';
import { textOf } from './spec.js';

const prelude = `#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* One thing that was seen, as a line "key TAB value". */
static void __attribute__((unused)) say(const char *key, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("%s\\t", key);
    vprintf(format, arguments);
    putchar('\\n');
    fflush(stdout);
    va_end(arguments);
}

/* "ok", or the name of the error of the call that gave this result. */
static const char *__attribute__((unused)) outcome(long result) { return result >= 0 ? "ok" : strerrorname_np(errno); }

static void __attribute__((unused)) list(const char *key, const char *path) {
    DIR *directory = opendir(path);
    if (!directory) say(key, "%s", strerrorname_np(errno));
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (entry->d_name[0] != '.') say(key, "%s", entry->d_name);
    if (directory) closedir(directory);
}

/* The lines of a file. */
static void __attribute__((unused)) lines(const char *key, const char *path) {
    char line[4096];
    FILE *file = fopen(path, "r");
    if (!file) say(key, "%s", strerrorname_np(errno));
    while (file && fgets(line, sizeof line, file)) say(key, "%.*s", (int)strcspn(line, "\\n"), line);
    if (file) fclose(file);
}

/* Keeps a core busy until this thread has used so many milliseconds. */
static void __attribute__((unused)) burn(long ms) {
    struct timespec used;
    do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < ms);
}
`;

/** A whole program of which `body` is main's. `before` stands outside of it. */
export function probe(body: string, before = ''): string {
  return `${prelude}\n${before}\nint main(int argc, char **argv) {\n(void)argc, (void)argv;\n${body}\n}\n`;
}

/** All values that the program said under that key, in order. */
export function said(report: CellReport, key: string): string[] {
  return textOf(report)
    .split('\n')
    .filter((line) => line.startsWith(`${key}\t`))
    .map((line) => line.slice(key.length + 1));
}

/** The value that it said under each key, the last one where there are several. */
export function allSaid(report: CellReport): Record<string, string> {
  const pairs = textOf(report)
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)] as const);
  return Object.fromEntries(pairs);
}
