// The processes profile: fork and exec of the usual commands, and exec of what isn't there.
// option: {"profile":"processes"}
// stdin: "pear\napple\nfig\napple\n"
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(void) {
    int ends[2], status;
    if (pipe(ends) != 0) return perror("pipe"), 1;
    for (int i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child < 0) return perror("fork"), 1;
        if (child > 0) continue;
        dup2(ends[1 - i], i == 0 ? STDOUT_FILENO : STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
        if (i == 0) execlp("sort", "sort", "-u", NULL);
        else execlp("tr", "tr", "a-z", "A-Z", NULL);
        _exit(127);
    }
    close(ends[0]);
    close(ends[1]);
    while (wait(&status) > 0)
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) puts("a stage failed");

    pid_t child = fork();
    if (child == 0) {
        char *arguments[] = {"nothing", NULL};
        execv("/bin/no-such-program", arguments);
        _exit(errno == ENOENT ? 44 : 45);
    }
    waitpid(child, &status, 0);
    printf("missing: %d\n", WEXITSTATUS(status));
    char *arguments[] = {"cat", NULL};
    printf("posix_spawn missing: %d\n", posix_spawn(&child, "/bin/no-such-cat", NULL, NULL, arguments, environ) == ENOENT);
    return 0;
}
