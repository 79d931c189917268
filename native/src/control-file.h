// The files of a control group, read and written below its directory.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The file's text, as far as it fits. 0 or -errno.
int control_text(int dir, const char *name, char *text, size_t size);
// 0 or -errno.
int control_write(int dir, const char *name, const char *text);
int control_write_number(int dir, const char *name, uint64_t number);
// The number that the file starts with; -1 without the file.
int64_t control_number(int dir, const char *name);
// The number behind `key` in a file of "key number" lines; 0 where the key is absent, -1 without the file.
int64_t control_keyed(int dir, const char *name, const char *key);
