// A child that waits for ever on a pipe whose other end it holds itself. The program's own status counts, and the child
// is ended with its wall time.
// option: {"profile":"processes","limits":{"wallMs":700}}
// differs: the host has no such limit
// expect: {"exitCode":7,"stdout":"left\n","message":"processes that it left were ended when its time was up"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    int ends[2];
    char byte;
    if (pipe(ends) < 0) return 1;
    if (fork() == 0) return (int)read(ends[0], &byte, 1);
    puts("left");
    return 7;
}
