// Linkage across files: static twins, inline in a header, weak defaults, thread-local and const data, in C99.
// option: {"compiler":{"standard":"c99","optimize":"0"}}
#include <stdio.h>
#include "shared.h"

static int counter = 100;

int next_here(void) { return ++counter; }
const char *name(void) { return "the strong one"; }

int main(void) {
    int here = next_here(), there = next_there();
    printf("%d %d %d\n", here, there, next_here());
    printf("%d %d\n", clamp(15, 0, 10), clamp_elsewhere(-5));
    printf("%s, %s\n", name(), other_name());
    own_state = 5;
    printf("%d %d\n", own_state, peek_state());
    printf("%d %d %s\n", table[3], (int)(&shared_buffer[0] == where_is_buffer()), limits_text);
    return 0;
}
