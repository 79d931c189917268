// Orders lessons by what they build on, and finds the circle when there is one.
#include <stdio.h>

static const char *const names[] = {"algebra", "calculus", "logic", "programs", "circuits", "compilers", "systems"};
enum { LESSONS = sizeof names / sizeof names[0] };
static unsigned needs[LESSONS];
enum state { NEW, OPEN, DONE } state[LESSONS];

static int visit(int lesson) {
    if (state[lesson] == DONE) return 0;
    if (state[lesson] == OPEN) {
        printf("circle at %s\n", names[lesson]);
        return -1;
    }
    state[lesson] = OPEN;
    for (int other = 0; other < LESSONS; other++)
        if (needs[lesson] >> other & 1)
            if (visit(other) < 0) return -1;
    state[lesson] = DONE;
    printf("%s ", names[lesson]);
    return 0;
}

static int order(void) {
    for (int i = 0; i < LESSONS; i++) state[i] = NEW;
    for (int i = LESSONS; i-- > 0;)
        if (visit(i) < 0) return -1;
    putchar('\n');
    return 0;
}

int main(void) {
    needs[1] = 1u << 0;
    needs[3] = 1u << 2;
    needs[4] = 1u << 2 | 1u << 1;
    needs[5] = 1u << 3;
    needs[6] = 1u << 3 | 1u << 4;
    if (order() < 0) return 1;
    needs[2] = 1u << 6;
    return order() < 0 ? 0 : 1;
}
