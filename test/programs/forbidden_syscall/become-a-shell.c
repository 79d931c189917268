// execve of a shell, arguments and all.
// expect: {"syscall":"execve","stdout":"becoming a shell\n"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    char *arguments[] = {"sh", "-c", "echo here", NULL}, *environment[] = {"PATH=/bin", NULL};
    puts("becoming a shell");
    fflush(stdout);
    execve("/bin/sh", arguments, environment);
    perror("execve");
    return 1;
}
