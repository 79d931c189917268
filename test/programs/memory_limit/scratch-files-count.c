// Files in the scratch directory are memory.
// option: {"limits":{"memoryBytes":33554432,"scratchBytes":134217728}}
// expect: {"stdoutContains":"16 MiB"}
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    static char block[1 << 20];
    memset(block, 'f', sizeof block);
    int fd = open("large.dat", O_WRONLY | O_CREAT, 0600);
    if (fd < 0) return 1;
    for (int written = 1;; written++) {
        if (write(fd, block, sizeof block) != (ssize_t)sizeof block) return 2;
        printf("%d MiB\n", written);
        fflush(stdout);
    }
}
