// A process and all that descends from it, by /proc.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Reads a file below a proc mount as text. 0 or -1.
int kin_read(int proc, const char *path, char *text, size_t size);

// Whether a task runs or waits for a processor.
bool kin_is_runnable(int proc, pid_t task);

typedef void kin_visitor(int proc, pid_t pid, uint64_t *result);
// Calls back for the process and its descendants. Those that end meanwhile may be missed.
void kin_visit(int proc, pid_t pid, kin_visitor *visit, uint64_t *result);
