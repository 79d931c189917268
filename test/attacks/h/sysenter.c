// sysenter, from 64-bit code: the kernel takes it for a 32-bit call, or for a crash.
// case: H06
// verdict: forbidden_syscall signal
#include <stdio.h>

int main(void) {
    __asm__ volatile("mov $20, %%eax\nmov %%rsp, %%rbp\nsysenter" ::: "rax", "memory");
    return 0;
}
