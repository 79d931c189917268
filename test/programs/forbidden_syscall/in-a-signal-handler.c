// A handler on its own stack is bound as well, and so is a static program.
// option: {"compiler":{"link":"static"}}
// expect: {"syscall":"reboot","stdout":"raising\n"}
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/reboot.h>

static void restart(int signal) { exit(signal + reboot(RB_AUTOBOOT)); }

int main(void) {
    stack_t own = {.ss_sp = malloc(SIGSTKSZ), .ss_size = (size_t)SIGSTKSZ};
    struct sigaction action = {.sa_handler = restart, .sa_flags = SA_ONSTACK};
    sigaltstack(&own, NULL);
    sigaction(SIGUSR1, &action, NULL);
    puts("raising");
    fflush(stdout);
    raise(SIGUSR1);
    return 0;
}
