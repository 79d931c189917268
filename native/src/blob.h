// Sealed files in memory, named by numbers that the caller chooses: objects and artifacts between cells.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct blob {
    uint32_t id;
    int fd; // read-only, sealed against every change
};

struct blobs {
    struct blob *list;
    size_t count, room;
};

// A new memory file that may be written, sealed and, by whoever it is given to, executed. fd or -errno.
int memfd_unsealed(const char *name);

// Writes all of it to a file. 0 or -errno.
int file_write(int fd, const void *bytes, size_t len);
// Writes the first `size` bytes of a regular file to another. 0 or -errno: -EIO where there are fewer by now.
int file_copy(int fd, int file, off_t size);

// A read-only descriptor of a sealed memory file with the given content; `proc` is a proc mount. fd or -errno.
int sealed_from_bytes(int proc, const void *bytes, size_t len);
// The same with the content of a regular file of `size` bytes, which `mend` may change before it is sealed.
int sealed_from_file(int proc, int file, off_t size, int (*mend)(int fd));

// The same file opened once more, with an offset of its own. fd or -errno.
int sealed_again(int proc, int fd);

// Stores a descriptor, which the store then owns. 0, -EEXIST or -ENOMEM.
int blobs_add(struct blobs *blobs, uint32_t id, int fd);
// The descriptor, still owned by the store, or -ENOENT.
int blobs_find(const struct blobs *blobs, uint32_t id);
void blobs_release(struct blobs *blobs, uint32_t id);
