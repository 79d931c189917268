// Every signal that can be is caught or ignored, XCPU first of all; the limit doesn't ask.
// option: {"limits":{"cpuMs":1200}}
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t caught;

static void go_on(int signal) { caught = signal; }

int main(void) {
    for (int number = 1; number < NSIG; number++) signal(number, number % 2 ? SIG_IGN : go_on);
    signal(SIGXCPU, go_on);
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    puts("try and stop me");
    fflush(stdout);
    for (volatile unsigned n = 0;; n++)
        if (caught) n = 0;
}
