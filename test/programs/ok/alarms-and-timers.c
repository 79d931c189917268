// alarm, setitimer, pause, sigsuspend, sigtimedwait, and a sleep cut short by a signal.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;

static void tick(int signal) {
    (void)signal;
    ticks++;
}

int main(void) {
    struct sigaction action = {.sa_handler = tick};
    sigaction(SIGALRM, &action, NULL);
    struct itimerval every = {{0, 10000}, {0, 10000}}, stop = {{0, 0}, {0, 0}}, left;
    setitimer(ITIMER_REAL, &every, NULL);
    while (ticks < 5) pause();
    getitimer(ITIMER_REAL, &left);
    setitimer(ITIMER_REAL, &stop, NULL);
    printf("at least five ticks: %d, interval %ld\n", ticks >= 5, (long)left.it_interval.tv_usec);

    struct itimerval once = {{0, 0}, {0, 30000}};
    setitimer(ITIMER_REAL, &once, NULL);
    struct timespec nap = {5, 0}, rest;
    errno = 0;
    int result = nanosleep(&nap, &rest);
    printf("nanosleep %d, interrupted %d, seconds left %d\n", result, errno == EINTR, rest.tv_sec >= 1);

    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    setitimer(ITIMER_REAL, &once, NULL);
    siginfo_t info;
    struct timespec limit = {3, 0};
    printf("sigtimedwait got ALRM: %d\n", sigtimedwait(&set, &info, &limit) == SIGALRM);
    limit.tv_sec = 0;
    errno = 0;
    result = sigtimedwait(&set, &info, &limit);
    printf("and then %d, EAGAIN %d\n", result, errno == EAGAIN);
    printf("alarm left %u", alarm(100));
    printf(" then %d\n", alarm(0) > 90);
    return 0;
}
