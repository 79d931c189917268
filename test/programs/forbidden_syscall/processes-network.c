// The processes profile forks, but no child of it has a network.
// option: {"profile":"processes"}
// expect: {"syscall":"socket","stdoutContains":"parent waits"}
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    puts("parent waits");
    fflush(stdout);
    pid_t child = fork();
    if (child < 0) return perror("fork"), 1;
    if (child == 0) _exit(socket(AF_INET, SOCK_STREAM, 0) >= 0);
    int status;
    waitpid(child, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));
    return 0;
}
