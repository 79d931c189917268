// memfds that nobody can change any more.
#include "blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "fd.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10u
#endif

// From Linux 6.3 on the host may refuse to execute what does not say that it will be; older ones don't know the word.
int memfd_unsealed(const char *name) {
    const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int fd = memfd_create(name, flags | MFD_EXEC);
    if (fd < 0 && errno == EINVAL) fd = memfd_create(name, flags);
    return fd < 0 ? -errno : fd;
}

int sealed_again(int proc, int fd) {
    char path[32];
    (void)snprintf(path, sizeof path, "self/fd/%d", fd);
    int sealed = openat(proc, path, O_RDONLY | O_CLOEXEC);
    return sealed < 0 ? -errno : sealed;
}

// A file that is open for writing anywhere can't be executed, so the sealed one is opened again for reading.
static int seal(int proc, int fd) {
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0) return -errno;
    return sealed_again(proc, fd);
}

int file_write(int fd, const void *bytes, size_t len) {
    const char *at = bytes;
    while (len > 0) {
        ssize_t written = write(fd, at, len);
        if (written < 0) return -errno;
        at += written;
        len -= (size_t)written;
    }
    return 0;
}

int file_copy(int fd, int file, off_t size) {
    for (off_t at = 0; at < size;) {
        ssize_t copied = sendfile(fd, file, &at, (size_t)(size - at));
        if (copied < 0) return -errno;
        if (copied == 0) return -EIO;
    }
    return 0;
}

int sealed_from_bytes(int proc, const void *bytes, size_t len) {
    cleanup_fd int fd = memfd_unsealed("sealed");
    if (fd < 0) return fd;
    int r = file_write(fd, bytes, len);
    return r < 0 ? r : seal(proc, fd);
}

int sealed_from_file(int proc, int file, off_t size, int (*mend)(int fd)) {
    cleanup_fd int fd = memfd_unsealed("sealed");
    if (fd < 0) return fd;
    int r = file_copy(fd, file, size);
    if (r == 0) r = mend(fd);
    return r < 0 ? r : seal(proc, fd);
}

int blobs_add(struct blobs *blobs, uint32_t id, int fd) {
    if (blobs_find(blobs, id) >= 0) return -EEXIST;
    if (blobs->count == blobs->room) {
        size_t room = blobs->room ? blobs->room * 2 : 64;
        struct blob *list = realloc(blobs->list, room * sizeof *list);
        if (!list) return -ENOMEM;
        blobs->list = list;
        blobs->room = room;
    }
    blobs->list[blobs->count++] = (struct blob){id, fd};
    return 0;
}

int blobs_find(const struct blobs *blobs, uint32_t id) {
    for (size_t i = 0; i < blobs->count; i++) {
        if (blobs->list[i].id == id) return blobs->list[i].fd;
    }
    return -ENOENT;
}

void blobs_release(struct blobs *blobs, uint32_t id) {
    for (size_t i = 0; i < blobs->count; i++) {
        if (blobs->list[i].id != id) continue;
        close_fd(&blobs->list[i].fd);
        blobs->list[i] = blobs->list[--blobs->count];
        return;
    }
}
