// A signal to everything that can be reached.
// expect: {"syscall":"kill"}
#include <signal.h>
#include <stdio.h>

int main(void) {
    signal(SIGTERM, SIG_IGN);
    if (kill(-1, SIGTERM) == 0) puts("everyone got it");
    return 0;
}
