// threads.h: thrd_create, mtx, cnd, tss, call_once and thrd_sleep.
// option: {"compiler":{"standard":"c11"}}
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

static mtx_t lock;
static cnd_t turn_changed;
static tss_t storage;
static once_flag flag = ONCE_FLAG_INIT;
static int turn, made, destroyed;

static void make(void) { made++; }
static void destroy(void *value) {
    destroyed += *(int *)value;
    free(value);
}

static int play(void *argument) {
    int me = *(int *)argument;
    call_once(&flag, make);
    int *mine = malloc(sizeof *mine);
    *mine = me;
    tss_set(storage, mine);
    for (int round = 0; round < 3; round++) {
        mtx_lock(&lock);
        while (turn % 3 != me) cnd_wait(&turn_changed, &lock);
        printf("%s%c", me == 0 && round ? " " : "", "xyz"[*(int *)tss_get(storage)]);
        turn++;
        cnd_broadcast(&turn_changed);
        mtx_unlock(&lock);
    }
    return me * 10;
}

int main(void) {
    thrd_t threads[3];
    int numbers[] = {0, 1, 2}, sum = 0, result;
    if (mtx_init(&lock, mtx_timed) != thrd_success || cnd_init(&turn_changed) != thrd_success) return 1;
    tss_create(&storage, destroy);
    for (int i = 0; i < 3; i++)
        if (thrd_create(&threads[i], play, &numbers[i]) != thrd_success) return 1;
    for (int i = 0; i < 3; i++) {
        thrd_join(threads[i], &result);
        sum += result;
    }
    printf("\nsum %d, made %d, destroyed %d, turn %d\n", sum, made, destroyed, turn);
    struct timespec nap = {.tv_nsec = 1000000}, now;
    printf("slept %d\n", thrd_sleep(&nap, NULL));
    mtx_lock(&lock);
    timespec_get(&now, TIME_UTC);
    printf("timed out %d, self %d\n", cnd_timedwait(&turn_changed, &lock, &now) == thrd_timedout, thrd_equal(thrd_current(), thrd_current()) != 0);
    mtx_unlock(&lock);
    return 0;
}
