// Machine code in data, on the stack and on the heap does not run.
// expect: {"signal":"SIGSEGV"}
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sigjmp_buf back;
static unsigned char in_data[] = {0xb8, 42, 0, 0, 0, 0xc3};

static void fault(int signal) { siglongjmp(back, signal); }

static void try_to_run(const char *where, void *code) {
    if (sigsetjmp(back, 1) == 0) {
        int (*volatile function)(void) = (int (*)(void))code;
        printf("%s: returned %d\n", where, function());
    } else {
        printf("%s: not executable\n", where);
    }
}

int main(void) {
    unsigned char on_stack[sizeof in_data], *on_heap = malloc(sizeof in_data);
    memcpy(on_stack, in_data, sizeof in_data);
    memcpy(on_heap, in_data, sizeof in_data);
    signal(SIGSEGV, fault);
    try_to_run("data", in_data);
    try_to_run("stack", on_stack);
    try_to_run("heap", on_heap);
    fflush(stdout);
    signal(SIGSEGV, SIG_DFL);
    ((int (*volatile)(void))(void *)in_data)();
    return 0;
}
