// The files of a control group, read and written below its directory, or by a descriptor that is kept open.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The file's text, as far as it fits. 0 or -errno.
int control_text(int dir, const char *name, char *text, size_t size);
// 0 or -errno.
int control_write(int dir, const char *name, const char *text);

// These take a descriptor of the file itself. 0 or -errno.
int control_write_number(int fd, uint64_t number);
// The number that the file starts with; -1 without a descriptor or where it can't be read.
int64_t control_number(int fd);
// The number behind `key` in a file of "key number" lines; 0 where the key is absent, else as control_number.
int64_t control_keyed(int fd, const char *key);
