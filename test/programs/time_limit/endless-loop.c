// A search that never finds.
// option: {"limits":{"cpuMs":300}}
// expect: {"stdout":"searching\n","message":"Timeout"}
#include <stdio.h>

static int is_odd_perfect(unsigned long n) {
    unsigned long sum = 1;
    for (unsigned long d = 3; d * d <= n; d += 2)
        if (n % d == 0) sum += d + (d * d != n ? n / d : 0);
    return sum == n && n > 1;
}

int main(void) {
    puts("searching");
    fflush(stdout);
    for (unsigned long n = 3;; n += 2)
        if (is_odd_perfect(n)) return printf("%lu\n", n), 0;
}
