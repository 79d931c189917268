// Inline assembly: operands, clobbers, flags, a loop, and cpuid's vendor as text.
#include <cpuid.h>
#include <stdint.h>
#include <stdio.h>

static uint64_t multiply_high(uint64_t a, uint64_t b) {
    uint64_t low, high;
    __asm__("mulq %3" : "=a"(low), "=d"(high) : "a"(a), "rm"(b) : "cc");
    return high;
}

static int add_with_carry(uint32_t a, uint32_t b, uint32_t *sum) {
    int carry;
    __asm__("addl %3, %0" : "=r"(*sum), "=@ccc"(carry) : "0"(a), "r"(b));
    return carry;
}

static size_t length(const char *s) {
    size_t n;
    __asm__("xorq %0, %0\n"
            "1: cmpb $0, (%1, %0)\n"
            "je 2f\n"
            "incq %0\n"
            "jmp 1b\n"
            "2:"
            : "=&r"(n)
            : "r"(s)
            : "cc", "memory");
    return n;
}

__asm__(".text\n.globl asm_triple\n.type asm_triple, @function\nasm_triple:\n lea (%rdi,%rdi,2), %rax\n ret\n");
extern long asm_triple(long);

int main(void) {
    uint32_t sum;
    printf("%llu\n", (unsigned long long)multiply_high(UINT64_MAX, 10));
    int carry = add_with_carry(4000000000u, 500000000u, &sum);
    printf("%d %u\n", carry, sum);
    printf("%zu %ld\n", length("counted by hand"), asm_triple(14));
    unsigned eax, ebx, ecx, edx;
    printf("cpuid %d", __get_cpuid(0, &eax, &ebx, &ecx, &edx));
    __asm__ volatile("" ::: "memory");
    printf(", rotated %x\n", ({ unsigned x = 0x12345678; __asm__("roll $8, %0" : "+r"(x)); x; }));
    return 0;
}
