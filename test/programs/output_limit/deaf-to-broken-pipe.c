// Ignores SIGPIPE and every error of write, and goes on writing.
// option: {"limits":{"outputBytes":4096}}
// expect: {"truncated":"stdout"}
#include <signal.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    struct iovec parts[64];
    for (int i = 0; i < 64; i++) parts[i] = (struct iovec){"piece of output ", 16};
    for (long failed = 0; failed < 1000000000;)
        if (writev(STDOUT_FILENO, parts, 64) < 0) failed++;
    return 0;
}
