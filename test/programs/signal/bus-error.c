// Memory mapped beyond the end of its file.
// expect: {"signal":"SIGBUS"}
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
    int fd = open("short.txt", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, "short", 5) != 5) return 1;
    volatile char *map = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) return 1;
    printf("in the file: %c, behind it on its page: %d\n", map[0], map[4095]);
    fflush(stdout);
    printf("on the next page: %d\n", map[4096]);
    return 0;
}
