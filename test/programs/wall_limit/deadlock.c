// Two threads take two locks in different order and wait for each other for ever.
// option: {"limits":{"wallMs":1000}}
// expect: {"stdoutContains":"holds"}
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both_hold_one;

static void *take(void *which) {
    pthread_mutex_t *first = which, *second = first == &left ? &right : &left;
    pthread_mutex_lock(first);
    printf("%s holds\n", first == &left ? "left" : "right");
    fflush(stdout);
    pthread_barrier_wait(&both_hold_one);
    pthread_mutex_lock(second);
    puts("both taken");
    return NULL;
}

int main(void) {
    pthread_t threads[2];
    pthread_barrier_init(&both_hold_one, NULL, 2);
    pthread_create(&threads[0], NULL, take, &left);
    pthread_create(&threads[1], NULL, take, &right);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    return 0;
}
