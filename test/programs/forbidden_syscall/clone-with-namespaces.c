// clone with flags that no thread has.
// expect: {"syscall":"clone"}
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    long pid = syscall(SYS_clone, CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0) _exit(getpid() == 1 ? 0 : 1);
    printf("clone %s\n", pid > 0 ? "made one" : "failed");
    return 0;
}
