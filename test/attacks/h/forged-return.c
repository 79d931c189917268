// A signal handler that returns into a code segment of the kernel.
// case: H19
// verdict: signal
// expect: {"signal":"SIGSEGV"}
#define _GNU_SOURCE
#include <signal.h>
#include <ucontext.h>

static void forge(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    registers[REG_CSGSFS] = 0x10;
    registers[REG_EFL] = 0x3000;
    registers[REG_RIP] = (greg_t)0xffffffff81000000;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = forge, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    return 0;
}
