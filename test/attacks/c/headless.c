// The main thread is gone, the others compute on: their CPU time counts.
// case: C21
// verdict: time_limit
// option: {"limits":{"cpuMs":300}}
#include <pthread.h>
#include <stddef.h>

static void *spin(void *unused) {
    for (;;) __asm__ volatile("");
    return unused;
}

int main(void) {
    pthread_t thread;
    for (int i = 0; i < 2; i++) pthread_create(&thread, NULL, spin, NULL);
    pthread_exit(NULL);
}
