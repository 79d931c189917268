// A parent that waits for a child that waits for a pipe that nobody writes to.
// option: {"profile":"processes","limits":{"wallMs":1000}}
// expect: {"stdout":"parent waits\n"}
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    int ends[2];
    if (pipe(ends) != 0) return 1;
    puts("parent waits");
    fflush(stdout);
    pid_t child = fork();
    if (child < 0) return perror("fork"), 1;
    if (child == 0) {
        char byte;
        ssize_t got = read(ends[0], &byte, 1);
        _exit(got == 0 ? 0 : 1);
    }
    waitpid(child, NULL, 0);
    puts("parent goes on");
    return 0;
}
