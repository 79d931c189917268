// One thread ends the program while others compute.
// case: C20
// verdict: ok
// expect: {"stdout":"leaving\n"}
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *spin(void *unused) {
    for (;;) __asm__ volatile("");
    return unused;
}

static void *leave(void *unused) {
    puts("leaving");
    exit(0);
    return unused;
}

int main(void) {
    pthread_t thread;
    for (int i = 0; i < 3; i++) pthread_create(&thread, NULL, spin, NULL);
    pthread_create(&thread, NULL, leave, NULL);
    spin(NULL);
}
