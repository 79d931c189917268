// getrusage, times, getrlimit and sysconf give plausible answers.
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <unistd.h>

// Both kinds together: how the kernel splits a short time between them is a matter of luck.
static long microseconds(const struct rusage *usage) {
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000L + usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

int main(void) {
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    char *block = malloc(20 << 20);
    if (!block) return 1;
    volatile unsigned x = 0;
    for (unsigned i = 0; i < 30000000; i++) x += i;
    for (volatile char *page = block; page < block + (20 << 20); page += 4096) *page = 1;
    getrusage(RUSAGE_SELF, &after);
    long burnt = microseconds(&after) - microseconds(&before);
    printf("work shows: %d, touched pages show: %d\n", burnt > 0, after.ru_minflt - before.ru_minflt > 5);
    struct tms ticks;
    printf("times: %d, per second %ld\n", times(&ticks) != (clock_t)-1, sysconf(_SC_CLK_TCK));
    struct rlimit limit;
    printf("stack limited: %d\n", getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY);
    printf("page %ld, a processor there: %d\n", sysconf(_SC_PAGESIZE), sysconf(_SC_NPROCESSORS_ONLN) >= 1);
    free(block);
    return 0;
}
