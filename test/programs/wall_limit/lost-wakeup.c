// A condition that was signalled before anyone waited.
// option: {"limits":{"wallMs":1000}}
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;

static void *announce(void *unused) {
    pthread_cond_broadcast(&ready);
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, announce, NULL);
    pthread_join(thread, NULL);
    puts("announced, now waiting");
    fflush(stdout);
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&ready, &lock);
    puts("woken");
    return 0;
}
