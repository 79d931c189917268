// splice and its kin move pages without looking at them.
// expect: {"syscall":"splice"}
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    int fd = open("target", O_RDWR | O_CREAT, 0600);
    if (fd < 0) return 1;
    ssize_t moved = splice(0, NULL, fd, NULL, 4096, 0);
    printf("moved %zd\n", moved);
    return 0;
}
