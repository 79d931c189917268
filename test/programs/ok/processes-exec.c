// The processes profile: exec of what isn't there fails in the child as it should; there is no shell.
// option: {"profile":"processes"}
// differs: the host has a shell
// expect: {"stdout":"execv: ENOENT\nchild status 127\nsystem 127\nshell there 0\nposix_spawn 2\n"}
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(void) {
    fflush(stdout);
    pid_t child = fork();
    if (child < 0) return perror("fork"), 1;
    if (child == 0) {
        char *arguments[] = {"ls", "-l", NULL};
        execv("/bin/ls", arguments);
        printf("execv: %s\n", errno == ENOENT ? "ENOENT" : "another error");
        exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    printf("child status %d\n", WEXITSTATUS(status));
    fflush(stdout);
    status = system("echo from a shell");
    printf("system %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    printf("shell there %d\n", system(NULL) != 0);
    char *arguments[] = {"cat", NULL};
    printf("posix_spawn %d\n", posix_spawn(&child, "/bin/cat", NULL, NULL, arguments, environ));
    return 0;
}
