// Four threads burn their CPU time together: the sum counts, long before any one of them is over the limit.
// option: {"limits":{"cpuMs":800,"wallMs":20000}}
#include <pthread.h>
#include <stdio.h>

static void *burn(void *seed) {
    volatile unsigned long x = (unsigned long)seed;
    for (;;) x = x * 2862933555777941757UL + 3037000493UL;
    return NULL;
}

int main(void) {
    pthread_t threads[4];
    for (unsigned long i = 0; i < 4; i++)
        if (pthread_create(&threads[i], NULL, burn, (void *)i) != 0) return 1;
    puts("burning");
    fflush(stdout);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    return 0;
}
