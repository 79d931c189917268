// An alarm that nobody handles.
// expect: {"signal":"SIGALRM"}
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

int main(void) {
    struct itimerval soon = {{0, 0}, {0, 20000}};
    printf("remaining: %u\n", alarm(10));
    printf("replaced: %u\n", alarm(0));
    fflush(stdout);
    setitimer(ITIMER_REAL, &soon, NULL);
    for (;;) pause();
}
