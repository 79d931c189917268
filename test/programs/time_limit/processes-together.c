// Children burn CPU time while their parent waits: the whole tree counts.
// option: {"profile":"processes","limits":{"cpuMs":800,"wallMs":20000}}
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    for (int i = 0; i < 3; i++) {
        pid_t child = fork();
        if (child < 0) return perror("fork"), 1;
        if (child == 0) {
            setsid();
            for (volatile unsigned long n = 0;; n++) {
            }
        }
    }
    puts("waiting");
    fflush(stdout);
    while (wait(NULL) > 0) {
    }
    return 0;
}
