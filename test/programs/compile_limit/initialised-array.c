// Four gigabytes of initialised data for one number.
// expect: {"compileLimit":["size","memory","cpu","wall"]}
#include <stdio.h>

static int table[1 << 30] = {1};

int main(void) {
    for (int i = 0; i < 10; i++) table[i + 1] = table[i] * 2;
    printf("%d\n", table[10]);
    return 0;
}
