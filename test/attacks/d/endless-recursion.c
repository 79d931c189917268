// Recursion without end, on a stack that is larger than the memory: the memory limit is met first.
// case: D04
// verdict: memory_limit
// option: {"limits":{"memoryBytes":33554432,"stackBytes":268435456},"compiler":{"optimize":"0"}}
#include <stdio.h>

static int deeper(int depth) {
    volatile char frame[4096];
    frame[depth % 4096] = 1;
    return deeper(depth + 1) + frame[0];
}

int main(void) { return deeper(0); }
