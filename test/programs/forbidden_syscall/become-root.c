// setuid(0), hopefully.
// expect: {"syscall":"setuid"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    printf("a user %d\n", getuid() != 0);
    fflush(stdout);
    if (setuid(0) != 0) return perror("setuid"), 1;
    puts("root");
    return 0;
}
