// A signal with a value for a thread of one's own; without one (pthread_kill) it may be sent.
// expect: {"syscall":"rt_tgsigqueueinfo","stdout":"a plain one\n"}
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

int main(void) {
    signal(SIGUSR1, SIG_IGN);
    if (pthread_kill(pthread_self(), SIGUSR1) == 0) puts("a plain one");
    fflush(stdout);
    return pthread_sigqueue(pthread_self(), SIGUSR1, (union sigval){.sival_int = 1});
}
