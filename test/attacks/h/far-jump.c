// A far jump into a 32-bit code segment, and from there the calling conventions of 32 bits.
// case: H06
// verdict: forbidden_syscall
// option: {"compiler":{"link":"static"}}
// expect: {"syscall":"getpid","abi":"i386"}
#include <stdio.h>

int main(void) {
    puts("jumping");
    __asm__ volatile(
        "ljmpl *target(%%rip)\n"
        "target: .long code\n"
        ".word 0x23\n"
        ".code32\n"
        "code: mov $20, %%eax\n"
        "int $0x80\n"
        "hlt\n"
        ".code64\n" ::: "rax", "memory");
    return 0;
}
