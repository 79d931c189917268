// Reading clocks is everyone's right, setting them nobody's.
// expect: {"syscall":["clock_settime","settimeofday"],"stdout":"read\n"}
#include <stdio.h>
#include <time.h>

int main(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) == 0) puts("read");
    fflush(stdout);
    now.tv_sec -= 3600;
    if (clock_settime(CLOCK_REALTIME, &now) != 0) return perror("clock_settime"), 1;
    return 0;
}
