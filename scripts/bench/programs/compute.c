// Computes without a system call; prints how many nanoseconds that took.
#include <stdint.h>
#include <stdio.h>
#include <time.h>

int main(void) {
    struct timespec begin, end;
    volatile uint64_t sink;
    uint64_t x = 88172645463325252u;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (long i = 0; i < 50 * 1000 * 1000; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    sink = x;
    (void)sink;
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%lld\n", (end.tv_sec - begin.tv_sec) * 1000000000LL + (end.tv_nsec - begin.tv_nsec));
    return 0;
}
