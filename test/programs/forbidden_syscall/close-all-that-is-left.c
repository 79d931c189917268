// A daemon closes whatever it may have inherited; libc asks the kernel for all of it at once.
// expect: {"syscall":"close_range"}
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

int main(void) {
    closefrom(STDERR_FILENO + 1);
    puts("nothing is left");
    return 0;
}
