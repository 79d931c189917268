// A child that computes for ever when the program itself has ended: CPU time is that of all its processes.
// option: {"profile":"processes","limits":{"cpuMs":300}}
// expect: {"stdout":"left\n"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    if (fork() == 0)
        for (;;) continue;
    puts("left");
    return 0;
}
