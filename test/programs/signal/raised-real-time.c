// A real-time signal's default action ends the program, too; it is named by its distance from the first.
// expect: {"signal":"SIGRTMIN+3"}
// differs: Node.js has no names for these
#include <signal.h>
#include <stdio.h>

int main(void) {
    printf("the first is %d\n", SIGRTMIN);
    fflush(stdout);
    raise(SIGRTMIN + 3);
    puts("survived");
    return 0;
}
