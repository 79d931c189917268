// The processes profile: fork, exit statuses, waitpid with WNOHANG, a killed child, copy on write, orphans' parent.
// option: {"profile":"processes"}
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    int private = 1;
    int *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return 1;
    pid_t children[5];
    for (int i = 0; i < 5; i++) {
        children[i] = fork();
        if (children[i] < 0) return perror("fork"), 1;
        if (children[i] == 0) {
            private += 10;
            __atomic_fetch_add(shared, i, __ATOMIC_SEQ_CST);
            _exit(i * 3);
        }
    }
    for (int i = 0; i < 5; i++) {
        int status;
        pid_t pid = waitpid(children[i], &status, 0);
        printf("child %d: %s, status %d\n", i, pid == children[i] ? "itself" : "another", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    }
    printf("private %d, shared %d\n", private, *shared);

    pid_t sleeper = fork();
    if (sleeper == 0)
        for (;;) pause();
    int status;
    printf("still there %d\n", waitpid(sleeper, &status, WNOHANG));
    kill(sleeper, SIGTERM);
    waitpid(sleeper, &status, 0);
    printf("signalled %d by TERM %d\n", WIFSIGNALED(status), WTERMSIG(status) == SIGTERM);
    printf("no more children: %d", wait(&status) < 0 && errno == ECHILD);
    printf(", gone: %d\n", kill(sleeper, 0) < 0 && errno == ESRCH);
    fflush(stdout);
    pid_t vforked = vfork();
    if (vforked == 0) _exit(7);
    waitpid(vforked, &status, 0);
    printf("vfork %d\n", WEXITSTATUS(status));
    return 0;
}
