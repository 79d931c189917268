// pthread_cancel, cleanup handlers, detached threads, attributes, and exit from a thread other than main.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void cleanup(void *text) { printf("cleanup %s\n", (const char *)text); }

static void *endless(void *started) {
    pthread_cleanup_push(cleanup, "outer");
    pthread_cleanup_push(cleanup, "inner");
    pthread_barrier_wait(started);
    for (;;) pause();
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *leave_early(void *unused) {
    (void)unused;
    pthread_cleanup_push(cleanup, "of pthread_exit");
    pthread_exit("early");
    pthread_cleanup_pop(0);
}

static void *finish(void *main_thread) {
    void *result;
    pthread_join(*(pthread_t *)main_thread, &result);
    printf("main gave %s\n", (const char *)result);
    exit(0);
}

int main(void) {
    static pthread_t self, thread;
    pthread_barrier_t started;
    void *result;
    pthread_barrier_init(&started, NULL, 2);
    pthread_create(&thread, NULL, endless, &started);
    pthread_barrier_wait(&started);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("cancelled %d\n", result == PTHREAD_CANCELED);
    pthread_create(&thread, NULL, leave_early, NULL);
    pthread_join(thread, &result);
    printf("left %s\n", (const char *)result);

    pthread_attr_t attributes;
    size_t stack = 0;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    pthread_attr_getstacksize(&attributes, &stack);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    printf("stack %zu\n", stack);
    self = pthread_self();
    pthread_create(&thread, &attributes, finish, &self);
    pthread_exit("itself");
}
