// mremap with an old size of 0 makes a second name for shared pages: they are still counted, and once.
// case: D19
// verdict: memory_limit
// option: {"limits":{"memoryBytes":33554432}}
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>

int main(void) {
    size_t size = 64ul << 20;
    char *all = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) return 1;
    char *again = mremap(all, 0, size, MREMAP_MAYMOVE);
    memset(again == MAP_FAILED ? all : again, 1, size);
    return 0;
}
