// As many mappings of one page as the kernel allows: then ENOMEM, and the program lives.
// case: D08
// verdict: ok
// option: {"limits":{"memoryBytes":134217728,"cpuMs":5000,"wallMs":10000}}
// expect: {"stdout":"ENOMEM\n"}
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
    char *all = mmap(NULL, 1ul << 32, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (all == MAP_FAILED) return 1;
    for (long i = 0; i < 100000; i++)
        if (mprotect(all + i * 8192, 4096, PROT_READ) != 0) return puts(errno == ENOMEM ? "ENOMEM" : "another error") < 0;
    return 2;
}
