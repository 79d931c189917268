// A child that computes for ever when the program itself has ended: it is ended when the CPU time of all is used up.
// option: {"profile":"processes","limits":{"cpuMs":300}}
// differs: the host has no such limit
// expect: {"stdout":"left\n","message":"processes that it left were ended when its time was up"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    if (fork() == 0)
        for (;;) continue;
    puts("left");
    return 0;
}
