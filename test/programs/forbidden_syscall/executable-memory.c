// A just-in-time compiler of one function: memory that is executable and no file.
// expect: {"syscall":"mmap","stdout":"compiling\n"}
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void) {
    static const unsigned char square[] = {0x89, 0xf8, 0x0f, 0xaf, 0xc7, 0xc3};
    puts("compiling");
    fflush(stdout);
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return perror("mmap"), 1;
    memcpy(page, square, sizeof square);
    printf("%d\n", ((int (*)(int))page)(12));
    return 0;
}
