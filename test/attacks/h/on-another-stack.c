// A call from a signal handler on a stack of its own.
// case: H09
// verdict: forbidden_syscall
// expect: {"syscall":"socket"}
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

static void handler(int signal) { exit(socket(AF_INET, signal, 0)); }

int main(void) {
    stack_t own = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    sigaltstack(&own, NULL);
    sigaction(SIGSEGV, &action, NULL);
    *(volatile int *)8 = 1;
    return 0;
}
