// Sixteen threads that compute: their time counts together.
// case: E03
// verdict: time_limit
// option: {"limits":{"cpuMs":400,"wallMs":60000}}
#include <pthread.h>
#include <stddef.h>

static void *spin(void *unused) {
    for (;;) __asm__ volatile("");
    return unused;
}

int main(void) {
    pthread_t thread;
    for (int i = 0; i < 15; i++) pthread_create(&thread, NULL, spin, NULL);
    spin(NULL);
}
