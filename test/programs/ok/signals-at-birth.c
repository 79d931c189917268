// What a program is born with: no signal is blocked, pending or ignored, and three descriptors are open.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>

int main(void) {
    sigset_t blocked, pending;
    int counts[3] = {0};
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    sigpending(&pending);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigismember(&blocked, number) == 1) counts[0]++;
        if (sigismember(&pending, number) == 1) counts[1]++;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL) counts[2]++;
    }
    printf("%d blocked, %d pending, %d not the default\n", counts[0], counts[1], counts[2]);
    for (int fd = 0; fd < 10; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) printf("%d is open\n", fd);
    }
    return 0;
}
