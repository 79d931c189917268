// A restartable sequence whose description is no address: the kernel crashes the program that says so.
// case: H14
// verdict: signal
// expect: {"signal":"SIGSEGV"}
#include <stddef.h>
#include <stdint.h>

extern const ptrdiff_t __rseq_offset;

int main(void) {
    uint64_t *area = (uint64_t *)((char *)__builtin_thread_pointer() + __rseq_offset);
    ((volatile uint64_t *)area)[1] = 0xffffffffdeadbeef;
    for (volatile long i = 0; i < 2000000000; i++) continue;
    return 0;
}
