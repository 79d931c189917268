// Recursion without an end meets the end of the stack, which is a crash and no memory limit.
// option: {"compiler":{"optimize":"0"}}
// expect: {"signal":"SIGSEGV"}
#include <stdio.h>

static unsigned long steps(unsigned long n) {
    volatile char frame[64] = {0};
    unsigned long next = n % 2 ? 3 * n + 1 : n / 2;
    return 1 + steps(next) + (unsigned long)frame[n % 64];
}

int main(void) {
    printf("counting the steps of 27\n");
    fflush(stdout);
    printf("%lu\n", steps(27));
    return 0;
}
