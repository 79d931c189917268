// perror takes a second name for stderr, which `strict` allows, as it does what else asks about the program alone.
// option: {"profile":"strict"}
// expect: {"stderrContains":"the file: No such file or directory"}
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/times.h>

int main(void) {
    errno = ENOENT;
    perror("the file");
    sigset_t waiting;
    struct tms used;
    if (sigpending(&waiting) != 0 || sigismember(&waiting, SIGUSR1) || times(&used) == (clock_t)-1) return 1;
    puts("said");
    return 0;
}
