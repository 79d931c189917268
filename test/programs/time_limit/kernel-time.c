// Time spent in the kernel counts too: pages mapped, touched and unmapped for ever.
// option: {"limits":{"cpuMs":500}}
#include <sys/mman.h>

int main(void) {
    enum { LENGTH = 64 * 4096 };
    for (;;) {
        char *pages = mmap(0, LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED) return 1;
        for (int i = 0; i < LENGTH; i += 4096) pages[i] = 1;
        munmap(pages, LENGTH);
    }
}
