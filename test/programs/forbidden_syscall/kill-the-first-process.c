// A signal to process 1.
// expect: {"syscall":"kill"}
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    printf("my own: %d\n", kill(getpid(), 0));
    fflush(stdout);
    int result = kill(1, SIGKILL);
    printf("process 1: %d %s\n", result, strerror(errno));
    return 0;
}
