// The processes profile: a command is bound by the same filter as the program that started it.
// option: {"profile":"processes"}
// expect: {"syscall":"symlink","stdoutContains":"before"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    puts("before");
    fflush(stdout);
    execl("/bin/busybox", "ln", "-s", "/lib", "link", (char *)NULL);
    return 1;
}
