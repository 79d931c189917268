// calloc's pages and a shared mapping count once they are touched.
// option: {"limits":{"memoryBytes":50331648}}
// expect: {"stdoutContains":"a gigabyte was only promised"}
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(void) {
    void *promised = mmap(NULL, 1UL << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (promised != MAP_FAILED) puts("a gigabyte was only promised");
    fflush(stdout);
    char *zeroed = calloc(20, 1 << 20);
    for (size_t i = 0; i < 20 << 20; i += 4096) zeroed[i] = 1;
    char *shared = mmap(NULL, 40 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (size_t i = 0; i < 40 << 20; i += 4096) shared[i] = zeroed[i % (20 << 20)];
    printf("all of it: %d\n", shared[4096]);
    return 0;
}
