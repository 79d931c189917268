// The strict profile has one thread.
// option: {"profile":"strict"}
// expect: {"syscall":["clone","clone3"]}
#include <pthread.h>
#include <stdio.h>

static void *work(void *unused) { return unused; }

int main(void) {
    pthread_t thread;
    int error = pthread_create(&thread, NULL, work, NULL);
    printf("error %d\n", error);
    return error;
}
