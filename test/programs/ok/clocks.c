// Clocks run forward: time, clock, clock_gettime, gettimeofday, nanosleep, and CPU time against wall time.
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

static double seconds(clockid_t id) {
    struct timespec now;
    if (clock_gettime(id, &now) != 0) return -1;
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(void) {
    time_t now = time(NULL);
    struct timeval day;
    gettimeofday(&day, NULL);
    printf("the year is plausible: %d\n", now > 1700000000 && now < 4000000000);
    printf("clocks agree: %d\n", day.tv_sec - now <= 1 && seconds(CLOCK_REALTIME) - (double)day.tv_sec < 2);

    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct timespec nap = {0, 60000000}, left;
    printf("slept: %d\n", nanosleep(&nap, &left));
    double slept = seconds(CLOCK_MONOTONIC) - wall, burnt = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("wall moved: %d, CPU hardly: %d\n", slept >= 0.06, burnt < slept);

    volatile double x = 0;
    clock_t start = clock();
    for (int i = 0; i < 3000000; i++) x += i;
    printf("clock counts work: %d\n", clock() > start);
    double before = seconds(CLOCK_MONOTONIC);
    int backwards = 0;
    for (int i = 0; i < 10000; i++) {
        double after = seconds(CLOCK_MONOTONIC);
        backwards += after < before;
        before = after;
    }
    struct timespec resolution;
    printf("backwards %d, resolution known %d\n", backwards, clock_getres(CLOCK_MONOTONIC, &resolution) == 0);
    return 0;
}
