// Advice about memory is taken as far as it is for speed; what is for children of one's own is not.
// expect: {"syscall":"madvise","stdout":"read in order\n"}
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return perror("mmap"), 1;
    if (madvise(page, 4096, MADV_SEQUENTIAL) == 0) puts("read in order");
    fflush(stdout);
    return madvise(page, 4096, MADV_DONTFORK);
}
