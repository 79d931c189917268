// A poor poller: asleep for most of its time, far from its CPU limit.
// option: {"limits":{"wallMs":1200,"cpuMs":500}}
// expect: {"stdoutContains":"poll 1"}
#include <stdio.h>
#include <time.h>

static int is_done(int round) {
    volatile long waste = 0;
    for (int i = 0; i < 100000; i++) waste += i ^ round;
    return waste < 0;
}

int main(void) {
    struct timespec pause = {0, 20000000};
    for (int round = 0; !is_done(round); round++) {
        printf("poll %d\n", round);
        fflush(stdout);
        nanosleep(&pause, NULL);
    }
    return 0;
}
