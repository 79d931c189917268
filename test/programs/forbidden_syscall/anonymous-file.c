// Memory in a file without a name, from which code could run.
// expect: {"syscall":"memfd_create"}
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
    static const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3};
    int fd = memfd_create("code", 0);
    if (fd < 0 || write(fd, code, sizeof code) != sizeof code) return 1;
    void *run = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
    printf("%d\n", ((int (*)(void))run)());
    return 0;
}
