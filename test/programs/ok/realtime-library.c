// What used to be librt: clock_nanosleep to absolute moments in several threads, CPU clocks, and what they refuse.
// option: {"compiler":{"libraries":["rt","pthread"],"standard":"gnu99"}}
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

struct sleeper {
    int steps, woke_early;
    struct timespec until;
    double cpu;
};

static double seconds(struct timespec t) { return (double)t.tv_sec + (double)t.tv_nsec / 1e9; }

static void *sleep_in_steps(void *argument) {
    struct sleeper *me = argument;
    struct timespec now;
    for (int step = 0; step < me->steps; step++) {
        me->until.tv_nsec += 15000000;
        me->until.tv_sec += me->until.tv_nsec / 1000000000;
        me->until.tv_nsec %= 1000000000;
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &me->until, NULL) == EINTR) {
        }
        clock_gettime(CLOCK_MONOTONIC, &now);
        me->woke_early += seconds(now) < seconds(me->until);
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    me->cpu = seconds(now);
    return NULL;
}

int main(void) {
    struct sleeper sleepers[4];
    pthread_t threads[4];
    struct timespec start, end, cpu;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < 4; i++) {
        sleepers[i] = (struct sleeper){.steps = i + 1, .until = start};
        pthread_create(&threads[i], NULL, sleep_in_steps, &sleepers[i]);
    }
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    for (int i = 0; i < 4; i++) printf("%d steps, early %d, idle %d\n", sleepers[i].steps, sleepers[i].woke_early, sleepers[i].cpu < 0.05);
    printf("together %d\n", seconds(end) - seconds(start) >= 0.06);
    printf("bad clock %d, ", clock_gettime(77, &cpu) != 0);
    struct timespec bad = {0, 2000000000};
    printf("bad time %d\n", clock_nanosleep(CLOCK_MONOTONIC, 0, &bad, NULL) == EINVAL);
    return 0;
}
