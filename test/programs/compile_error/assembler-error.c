// An instruction that the assembler doesn't know.
// expect: {"compileContains":"no such instruction"}
#include <stdio.h>

static inline unsigned long rotate(unsigned long x) {
    __asm__("rotatel $13, %0" : "+r"(x));
    return x;
}

int main(void) {
    printf("%lu\n", rotate(1));
    return 0;
}
