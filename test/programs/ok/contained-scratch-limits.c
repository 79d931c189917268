// The scratch directory is bounded in bytes and in files; a full one is an error, not an end.
// option: {"limits":{"scratchBytes":1048576}}
// differs: the host has room
// expect: {"stdout":"bytes: ENOSPC or EFBIG, between half and all\nfiles: ENOSPC below 1001\nroom again: 1\n"}
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    static char block[4096];
    memset(block, 'x', sizeof block);
    signal(SIGXFSZ, SIG_IGN);
    int fd = open("big", O_WRONLY | O_CREAT, 0600);
    long written = 0;
    ssize_t step;
    while ((step = write(fd, block, sizeof block)) > 0) written += step;
    int stopped = step < 0 && (errno == ENOSPC || errno == EFBIG);
    printf("bytes: %s, %s\n", stopped ? "ENOSPC or EFBIG" : "no end", written > 1048576 / 2 && written <= 1048576 ? "between half and all" : "odd");
    close(fd);
    unlink("big");

    int made = 0;
    for (; made < 5000; made++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", made);
        fd = open(name, O_WRONLY | O_CREAT, 0600);
        if (fd < 0) break;
        close(fd);
    }
    printf("files: %s %s\n", errno == ENOSPC ? "ENOSPC" : strerror(errno), made <= 1000 ? "below 1001" : "too many");
    unlink("f0");
    fd = open("again", O_WRONLY | O_CREAT, 0600);
    printf("room again: %d\n", fd >= 0);
    return 0;
}
