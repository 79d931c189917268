// A timer that fires every microsecond.
// case: E07
// verdict: time_limit
// option: {"limits":{"cpuMs":300,"wallMs":60000}}
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static void on_alarm(int unused) { (void)unused; }

int main(void) {
    struct itimerval often = {{0, 1}, {0, 1}};
    signal(SIGALRM, on_alarm);
    setitimer(ITIMER_REAL, &often, NULL);
    for (;;) __asm__ volatile("");
}
