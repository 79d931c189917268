// The limit is met in a signal handler, in the middle of the exit.
// case: D16
// verdict: memory_limit
// option: {"limits":{"memoryBytes":33554432}}
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void eat(int signal) {
    for (;;) memset(malloc(1 << 20), signal, 1 << 20);
}

static void leave(void) { raise(SIGUSR1); }

int main(void) {
    signal(SIGUSR1, eat);
    atexit(leave);
    return 0;
}
