// SIGTERM's default action ends the program, even though it is one of the first in its process namespace.
// expect: {"signal":"SIGTERM"}
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    signal(SIGTERM, SIG_IGN);
    kill(getpid(), SIGTERM);
    puts("ignored once");
    fflush(stdout);
    signal(SIGTERM, SIG_DFL);
    kill(getpid(), SIGTERM);
    puts("survived");
    return 0;
}
