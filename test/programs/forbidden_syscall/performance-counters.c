// Performance counters see more than one's own.
// expect: {"syscall":"perf_event_open"}
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_HARDWARE;
    attributes.config = PERF_COUNT_HW_CACHE_MISSES;
    long fd = syscall(SYS_perf_event_open, &attributes, -1, 0, -1, 0);
    printf("counter %ld\n", fd);
    return 0;
}
