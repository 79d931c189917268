// Arguments with their high halves set are judged by what the kernel will use.
// expect: {"syscall":"kill"}
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    const long disguised = (1L << 32) | 1;
    printf("%ld\n", syscall(SYS_kill, disguised, (long)SIGKILL | 7L << 32));
    return 0;
}
