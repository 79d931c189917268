// A user namespace of its own, in which it would be root.
// expect: {"syscall":"unshare"}
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    printf("before: uid %s\n", getuid() == 0 ? "root" : "not root");
    fflush(stdout);
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return perror("unshare"), 1;
    printf("after: uid %d\n", getuid());
    return 0;
}
