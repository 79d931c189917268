// The undefined behaviour sanitizer reports on stderr and goes on.
// option: {"compiler":{"sanitize":["undefined"]}}
// expect: {"stderrContains":"signed integer overflow"}
#include <limits.h>
#include <stdio.h>

static int shift(int by) { return 1 << by; }

int main(int argc, char **argv) {
    (void)argv;
    int table[4] = {1, 2, 3, 4};
    volatile int big = INT_MAX, index = argc + 1;
    int sum = big + argc;
    printf("sum wrapped: %d\n", sum < 0);
    printf("in range: %d\n", table[index]);
    int shifted = shift(argc + 31);
    printf("shift of 32 gave %s\n", shifted < 0 ? "less" : "something");
    return 0;
}
