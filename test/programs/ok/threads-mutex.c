// Threads over one counter with a mutex, results through join, and a mutex that checks for errors.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

enum { THREADS = 8, ROUNDS = 20000 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *count(void *argument) {
    intptr_t own = 0;
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
        own += (intptr_t)argument;
    }
    return (void *)own;
}

int main(void) {
    pthread_t threads[THREADS];
    intptr_t sum = 0;
    for (intptr_t i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, count, (void *)i) != 0) return perror("pthread_create"), 1;
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        sum += (intptr_t)result;
    }
    printf("counter %ld, sum %ld\n", counter, (long)sum);

    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_t careful;
    pthread_mutex_init(&careful, &attributes);
    pthread_mutex_lock(&careful);
    printf("twice: %d", pthread_mutex_lock(&careful) == EDEADLK);
    printf(", try: %d", pthread_mutex_trylock(&careful) == EBUSY);
    pthread_mutex_unlock(&careful);
    printf(", unlock unowned: %d\n", pthread_mutex_unlock(&careful) == EPERM);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&careful, &attributes);
    int depth = 0;
    while (depth < 5 && pthread_mutex_lock(&careful) == 0) depth++;
    printf("recursive %d\n", depth);
    return 0;
}
