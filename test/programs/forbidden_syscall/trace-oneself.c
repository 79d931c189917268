// ptrace, as anti-debugging tricks do.
// expect: {"syscall":"ptrace"}
#include <stdio.h>
#include <sys/ptrace.h>

int main(void) {
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
        puts("a debugger is here");
    else
        puts("nobody is watching");
    return 0;
}
