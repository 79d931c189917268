// A correct program that would need years.
// option: {"limits":{"cpuMs":500}}
// expect: {"stdoutContains":"fib(20) = 6765"}
#include <stdio.h>

static unsigned long fibonacci(int n) { return n < 2 ? (unsigned long)n : fibonacci(n - 1) + fibonacci(n - 2); }

int main(void) {
    for (int n = 0; n <= 80; n += 10) {
        printf("fib(%d) = %lu\n", n, fibonacci(n));
        fflush(stdout);
    }
    return 0;
}
