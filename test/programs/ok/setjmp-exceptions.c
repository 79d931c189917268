// setjmp and longjmp as exceptions: nested handlers, values, and volatile locals.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

enum { OVERFLOW = 1, EMPTY, UNKNOWN };

static jmp_buf *handler;

static _Noreturn void raise_error(int code) {
    if (!handler) abort();
    longjmp(*handler, code);
}

static int stack[4], depth;

static void push(int x) {
    if (depth == 4) raise_error(OVERFLOW);
    stack[depth++] = x;
}

static int pop(void) {
    if (depth == 0) raise_error(EMPTY);
    return stack[--depth];
}

static void run(const char *program) {
    jmp_buf here, *outer = handler;
    volatile int done = 0;
    handler = &here;
    int code = setjmp(here);
    if (code == 0) {
        for (; *program; program++, done++) {
            if (*program >= '0' && *program <= '9')
                push(*program - '0');
            else if (*program == '+')
                push(pop() + pop());
            else if (*program == 'r')
                run("5+");
            else
                raise_error(UNKNOWN);
        }
        printf("result %d after %d steps\n", pop(), done);
    } else {
        static const char *const names[] = {"", "overflow", "empty stack", "unknown step"};
        printf("error: %s after %d steps\n", names[code], done);
        depth = 0;
    }
    handler = outer;
}

int main(void) {
    run("12+3+");
    run("12345");
    run("1+");
    run("1x");
    run("4r2");
    run("1r");
    jmp_buf loop;
    volatile int count = 0;
    if (setjmp(loop) < 5) longjmp(loop, ++count);
    printf("%d\n", count);
    return 0;
}
