// A program that stops itself is still there when its time is up.
// option: {"limits":{"wallMs":1000}}
// expect: {"stdout":"stopping\n"}
#include <signal.h>
#include <stdio.h>

int main(void) {
    puts("stopping");
    fflush(stdout);
    raise(SIGSTOP);
    puts("continued");
    return 0;
}
