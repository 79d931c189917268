// A timer every few microseconds keeps the program busy with nothing but its handler.
// option: {"limits":{"cpuMs":400,"wallMs":20000}}
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

static volatile sig_atomic_t ticks;

static void tick(int signal) {
    (void)signal;
    ticks++;
}

int main(void) {
    struct itimerval often = {{0, 20}, {0, 20}};
    signal(SIGALRM, tick);
    setitimer(ITIMER_REAL, &often, NULL);
    puts("ticking");
    fflush(stdout);
    for (;;)
        if (ticks < 0) return 1;
}
