// Blobs: what is sealed stays as it is, and ids find what they name.
#include "blob.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "allocation.h"
#include "checks.h"
#include "descriptors.h"
#include "fd.h"

static int leave(int fd) {
    (void)fd;
    return 0;
}

static int change(int fd) { return pwrite(fd, "S", 1, 0) == 1 ? 0 : -EIO; }

static int refuse(int fd) {
    (void)fd;
    return -ENOEXEC;
}

static int open_proc(void) {
    int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) abort();
    return proc;
}

// The same file once more, for writing, as whoever holds the descriptor could open it.
static int open_again(int fd, int flags) {
    char path[32];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, flags | O_CLOEXEC);
}

static void check_sealed(struct checks *checks, int fd, const char *content, size_t len) {
    char read_back[64] = {0};
    CHECK(fd >= 0);
    CHECK_EQUAL(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    CHECK_EQUAL(fcntl(fd, F_GETFD), FD_CLOEXEC);
    CHECK_EQUAL(fcntl(fd, F_GET_SEALS), F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
    CHECK_EQUAL(write(fd, "x", 1), -1);
    CHECK_EQUAL(errno, EBADF);
    cleanup_fd int again = open_again(fd, O_RDWR);
    CHECK(again >= 0);
    CHECK_EQUAL(pwrite(again, "x", 1, 0), -1);
    CHECK_EQUAL(errno, EPERM);
    CHECK_EQUAL(pwrite(again, "x", 1, (off_t)len), -1);
    CHECK_EQUAL(errno, EPERM);
    CHECK_EQUAL(ftruncate(again, (off_t)len + 1), -1);
    CHECK_EQUAL(errno, EPERM);
    if (len > 0) CHECK(ftruncate(again, (off_t)len - 1) == -1 && errno == EPERM);
    CHECK_EQUAL(fallocate(again, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096), -1);
    CHECK_EQUAL(errno, EPERM);
    CHECK(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, again, 0) == MAP_FAILED && errno == EPERM);
    CHECK_EQUAL(fcntl(again, F_ADD_SEALS, 0), -1);
    if (len > 0) CHECK_EQUAL(open_again(fd, O_RDONLY | O_TRUNC), -1);
    CHECK_EQUAL(pread(fd, read_back, sizeof read_back, 0), len);
    CHECK(memcmp(read_back, content, len) == 0);
}

static void bytes_are_sealed(struct checks *checks) {
    cleanup_fd int proc = open_proc();
    int before = descriptors_open();
    int fd = sealed_from_bytes(proc, "some content", 12);
    check_sealed(checks, fd, "some content", 12);
    close_fd(&fd);
    fd = sealed_from_bytes(proc, NULL, 0);
    check_sealed(checks, fd, "", 0);
    close_fd(&fd);
    CHECK_EQUAL(descriptors_open(), before);
}

static void files_are_sealed(struct checks *checks) {
    cleanup_fd int proc = open_proc();
    cleanup_fd int file = memfd_create("file", MFD_CLOEXEC);
    CHECK_EQUAL(write(file, "some content", 12), 12);
    int before = descriptors_open();
    int fd = sealed_from_file(proc, file, 12, leave);
    check_sealed(checks, fd, "some content", 12);
    CHECK_EQUAL(pwrite(file, "x", 1, 0), 1); // it is a copy
    check_sealed(checks, fd, "some content", 12);
    close_fd(&fd);
    fd = sealed_from_file(proc, file, 5, leave);
    check_sealed(checks, fd, "xome ", 5);
    close_fd(&fd);
    CHECK_EQUAL(sealed_from_file(proc, file, 13, leave), -EIO); // it shrank since it was measured
    CHECK_EQUAL(descriptors_open(), before);
}

static void files_may_be_mended(struct checks *checks) {
    cleanup_fd int proc = open_proc();
    cleanup_fd int file = memfd_create("file", MFD_CLOEXEC);
    CHECK_EQUAL(write(file, "some content", 12), 12);
    int before = descriptors_open();
    int fd = sealed_from_file(proc, file, 12, change);
    check_sealed(checks, fd, "Some content", 12);
    close_fd(&fd);
    CHECK_EQUAL(sealed_from_file(proc, file, 12, refuse), -ENOEXEC);
    CHECK_EQUAL(descriptors_open(), before);
}

static void once_more(struct checks *checks) {
    cleanup_fd int proc = open_proc();
    cleanup_fd int fd = sealed_from_bytes(proc, "some content", 12);
    cleanup_fd int again = sealed_again(proc, fd);
    check_sealed(checks, again, "some content", 12);
    CHECK_EQUAL(lseek(again, 7, SEEK_SET), 7);
    CHECK_EQUAL(lseek(fd, 0, SEEK_CUR), 0);
    CHECK_EQUAL(sealed_again(-1, fd), -EBADF);
}

static void large_content(struct checks *checks) {
    enum { LEN = 5 << 20 };
    cleanup_fd int proc = open_proc();
    char *content = malloc(LEN), *back = malloc(LEN);
    if (!content || !back) abort();
    for (int i = 0; i < LEN; i++) content[i] = (char)(i * 7 >> 3);
    cleanup_fd int first = sealed_from_bytes(proc, content, LEN);
    cleanup_fd int second = sealed_from_file(proc, first, LEN, leave);
    CHECK_EQUAL(pread(second, back, LEN, 0), LEN);
    CHECK(memcmp(content, back, LEN) == 0);
    free(content);
    free(back);
}

static void no_way_to_read(struct checks *checks) {
    cleanup_fd int proc = open_proc();
    cleanup_fd int closed = open("/", O_PATH | O_CLOEXEC);
    int before = descriptors_open();
    CHECK_EQUAL(sealed_from_file(proc, closed, 1, leave), -EBADF);
    CHECK_EQUAL(sealed_from_file(proc, -1, 1, leave), -EBADF);
    CHECK_EQUAL(sealed_from_bytes(-1, "x", 1), -EBADF);
    CHECK_EQUAL(descriptors_open(), before);
}

static void ids(struct checks *checks) {
    struct blobs blobs = {0};
    int before = descriptors_open(), fds[300];
    CHECK_EQUAL(blobs_find(&blobs, 0), -ENOENT);
    for (uint32_t id = 0; id < 300; id++) {
        fds[id] = open("/dev/null", O_RDONLY | O_CLOEXEC);
        CHECK_EQUAL(blobs_add(&blobs, id * 0x01010101, fds[id]), 0);
    }
    CHECK_EQUAL(blobs.count, 300);
    CHECK_EQUAL(blobs_add(&blobs, 0, 99), -EEXIST);
    for (uint32_t id = 0; id < 300; id++) CHECK_EQUAL(blobs_find(&blobs, id * 0x01010101), fds[id]);
    for (uint32_t id = 0; id < 300; id += 2) blobs_release(&blobs, id * 0x01010101);
    for (uint32_t id = 0; id < 300; id++) {
        CHECK_EQUAL(blobs_find(&blobs, id * 0x01010101), id % 2 ? fds[id] : -ENOENT);
        CHECK_EQUAL(fcntl(fds[id], F_GETFD) >= 0, id % 2);
    }
    blobs_release(&blobs, 0); // once more does nothing
    CHECK_EQUAL(blobs.count, 150);
    for (uint32_t id = 1; id < 300; id += 2) blobs_release(&blobs, id * 0x01010101);
    CHECK_EQUAL(blobs.count, 0);
    CHECK_EQUAL(descriptors_open(), before);
    free(blobs.list);
}

static void memory_runs_out(struct checks *checks) {
    struct blobs blobs = {0};
    allocation_fail_at(1);
    CHECK_EQUAL(blobs_add(&blobs, 1, 77), -ENOMEM);
    allocation_fail_at(0);
    CHECK_EQUAL(blobs_find(&blobs, 1), -ENOENT);
}

int main(void) {
    static const struct test tests[] = {
        {"bytes that are sealed can't be changed by anybody", bytes_are_sealed},
        {"a copy of a file can't be changed by anybody", files_are_sealed},
        {"a copy may be changed before it is sealed, and not after", files_may_be_mended},
        {"a sealed file opened once more has an offset of its own", once_more},
        {"content of many pages is whole", large_content},
        {"what can't be read is an error that leaves nothing open", no_way_to_read},
        {"a blob is found by its id until it is released", ids},
        {"no memory is an error that stores nothing", memory_runs_out},
    };
    return checks_run("blob", tests, sizeof tests / sizeof *tests);
}
