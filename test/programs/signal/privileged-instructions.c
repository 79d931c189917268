// Privileged instructions fault; each is tried behind a handler, the last without one.
// expect: {"signal":"SIGSEGV"}
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf back;

static void fault(int signal) { siglongjmp(back, signal); }

#define TRY(instruction)                                                                    \
    do {                                                                                    \
        int signal_seen = sigsetjmp(back, 1);                                               \
        if (signal_seen == 0) __asm__ volatile(instruction ::: "memory", "rax", "rdx");     \
        printf("%-24s %s\n", instruction, signal_seen == SIGSEGV ? "faults" : "does not");  \
    } while (0)

int main(void) {
    signal(SIGSEGV, fault);
    TRY("hlt");
    TRY("cli");
    TRY("inb $0x60, %%al");
    TRY("outb %%al, $0x80");
    TRY("movq %%cr0, %%rax");
    TRY("rdmsr");
    fflush(stdout);
    signal(SIGSEGV, SIG_DFL);
    __asm__ volatile("hlt");
    return 0;
}
