// exit in a thread ends the whole program, however busy the others are.
// expect: {"exitCode":9}
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *spin(void *unused) {
    for (volatile unsigned long n = 0;; n++) {
        if (n == 0) continue;
        if (n % 1000000 == 0) usleep(100);
    }
    return unused;
}

static void *finish(void *status) {
    printf("leaving\n");
    exit(*(int *)status);
}

int main(void) {
    pthread_t threads[3];
    int status = 9;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, spin, NULL) != 0) return 1;
    if (pthread_create(&threads[2], NULL, finish, &status) != 0) return 1;
    for (;;) pause();
}
