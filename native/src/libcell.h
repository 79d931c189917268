// The library that the worker loads with koffi.
#pragma once

#include <stdint.h>

#define CELL_API __attribute__((visibility("default")))

// Writes the vocabulary of words.h as lines "table TAB name TAB number", NUL-terminated, into `size` bytes.
// Returns the length that the whole text has; it was cut if that is not less than `size`.
CELL_API uint32_t cell_words(char *buffer, uint32_t size);

// Writes what this host offers as lines "name TAB yes|no|partial TAB detail", in the same way. Forks children.
CELL_API uint32_t cell_probe(char *buffer, uint32_t size);
