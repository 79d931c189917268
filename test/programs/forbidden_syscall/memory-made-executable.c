// The polite just-in-time compiler writes first and makes executable afterwards.
// expect: {"syscall":"mprotect"}
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void) {
    static const unsigned char triple[] = {0x8d, 0x04, 0x7f, 0xc3};
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return perror("mmap"), 1;
    memcpy(page, triple, sizeof triple);
    if (mprotect(page, 4096, PROT_READ | PROT_EXEC) != 0) return perror("mprotect"), 2;
    printf("%d\n", ((int (*)(int))page)(14));
    return 0;
}
