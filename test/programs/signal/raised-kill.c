// A program that kills itself with SIGKILL: a signal, neither a time nor a memory limit.
// expect: {"signal":"SIGKILL","limit":"null"}
#include <signal.h>
#include <stdio.h>

int main(void) {
    printf("SIGKILL is %d\n", SIGKILL);
    fflush(stdout);
    raise(SIGKILL);
    puts("survived");
    return 0;
}
