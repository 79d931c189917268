// An instruction that doesn't exist.
// expect: {"signal":"SIGILL"}
#include <stdio.h>

enum operation { ADD, SUBTRACT, UNSUPPORTED };

static int apply(enum operation operation, int a, int b) {
    switch (operation) {
        case ADD: return a + b;
        case SUBTRACT: return a - b;
        default: __builtin_trap();
    }
}

int main(void) {
    for (int op = ADD; op <= UNSUPPORTED; op++) {
        printf("%d\n", apply((enum operation)op, 7, 5));
        fflush(stdout);
    }
    return 0;
}
