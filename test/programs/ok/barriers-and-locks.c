// A barrier keeps threads in step; read-write locks, spinlocks, semaphores, once and thread-specific data.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { THREADS = 4, STEPS = 50 };
static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spinlock;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static sem_t tokens;
static int cells[THREADS], prepared, freed, written;
static _Thread_local int own;

static void forget(void *value) {
    free(value);
    pthread_spin_lock(&spinlock);
    freed++;
    pthread_spin_unlock(&spinlock);
}

static void prepare(void) {
    prepared++;
    pthread_key_create(&key, forget);
}

static void *work(void *argument) {
    int me = *(int *)argument, leader = 0;
    pthread_once(&once, prepare);
    pthread_setspecific(key, malloc(16));
    for (int step = 0; step < STEPS; step++) {
        int left = cells[(me + THREADS - 1) % THREADS];
        pthread_barrier_wait(&barrier);
        cells[me] = left + 1;
        own++;
        leader += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
        sem_wait(&tokens);
        pthread_rwlock_wrlock(&rwlock);
        written++;
        pthread_rwlock_unlock(&rwlock);
        sem_post(&tokens);
    }
    *(int *)argument = leader;
    return own == STEPS ? argument : NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    int arguments[THREADS], leaders = 0;
    void *result;
    pthread_barrier_init(&barrier, NULL, THREADS);
    pthread_spin_init(&spinlock, PTHREAD_PROCESS_PRIVATE);
    sem_init(&tokens, 0, 2);
    for (int i = 0; i < THREADS; i++) {
        arguments[i] = i;
        pthread_create(&threads[i], NULL, work, &arguments[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &result);
        leaders += result ? arguments[i] : -1000;
    }
    printf("cells %d %d %d %d, leaders %d\n", cells[0], cells[1], cells[2], cells[3], leaders);
    printf("prepared %d, freed %d, written %d, own %d\n", prepared, freed, written, own);
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    sem_wait(&tokens);
    sem_wait(&tokens);
    printf("no token: %d", sem_trywait(&tokens) < 0 && errno == EAGAIN);
    printf(", in time: %d\n", sem_timedwait(&tokens, &soon) < 0 && errno == ETIMEDOUT);
    return 0;
}
