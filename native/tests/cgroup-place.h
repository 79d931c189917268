// A directory that stands for /proc and for the places where groups are mounted.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct place {
    char path[64];
    int dir, proc; // the directory, and "proc" in it
};

struct place place_open(void);
// Removes it with all that is in it.
void place_close(struct place *place);

// Makes a directory and those that it lies in.
void place_make(const struct place *place, const char *name);
// Writes a file.
__attribute__((format(printf, 3, 4))) void place_put(const struct place *place, const char *name, const char *format,
                                                     ...);
// Reads a file; NULL where there is none.
const char *place_text(const struct place *place, const char *name, char *text, size_t size);
bool place_has(const struct place *place, const char *name);
