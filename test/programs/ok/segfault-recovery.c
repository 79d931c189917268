// A null pointer, a division and an overflowing stack, caught on an alternate stack and survived.
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static sigjmp_buf recover;
static volatile sig_atomic_t seen;
static void *volatile fault_address;

static void caught(int signal, siginfo_t *info, void *context) {
    (void)context;
    seen = signal;
    fault_address = info->si_addr;
    siglongjmp(recover, 1);
}

static int deeper(volatile char *previous) {
    volatile char frame[4096];
    frame[0] = previous ? previous[0] + 1 : 0;
    return deeper(frame) + frame[0];
}

int main(void) {
    stack_t alternate = {.ss_sp = malloc(65536), .ss_size = 65536};
    sigaltstack(&alternate, NULL);
    struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGFPE, &action, NULL);
    sigaction(SIGILL, &action, NULL);

    int *volatile nowhere = (int *)0x10;
    if (sigsetjmp(recover, 1) == 0) *nowhere = 1;
    printf("SEGV %d at %p\n", seen == SIGSEGV, fault_address);

    volatile int zero = 0, result = 7;
    if (sigsetjmp(recover, 1) == 0) result = result / zero;
    printf("FPE %d, result %d\n", seen == SIGFPE, result);

    char here;
    if (sigsetjmp(recover, 1) == 0) deeper(NULL);
    printf("overflow %d, below this frame %d\n", seen == SIGSEGV, (uintptr_t)fault_address < (uintptr_t)&here);

    if (sigsetjmp(recover, 1) == 0) __builtin_trap();
    printf("ILL %d\n", seen == SIGILL);
    return 0;
}
