// Reads of the zero page, one every 2 MiB over 200 GB: no page of its own, but a page table for each.
// case: D07
// verdict: memory_limit
// option: {"limits":{"memoryBytes":33554432}}
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
    size_t size = 200ul << 30, step = 2ul << 20;
    volatile char *all = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (all == MAP_FAILED) return 1;
    for (size_t at = 0; at < size; at += step) (void)all[at];
    puts("all read");
    return 0;
}
