// Exit handlers run backwards, each seeing what is left to do; on_exit sees the status; buffers are flushed last.
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>

static int left = 3;

static void countdown(void) { printf("handler %d of 3\n", left--); }

static void with_status(int status, void *name) { printf("%s sees status %d\n", (const char *)name, status); }

static void register_late(void) {
    printf("a handler may register another: %d\n", atexit(countdown));
}

int main(void) {
    if (atexit(countdown) != 0 || atexit(countdown) != 0) return 1;
    atexit(register_late);
    on_exit(with_status, "on_exit");
    printf("main ends without a newline, still written: ");
    exit(0);
}
