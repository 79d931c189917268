// The undefined behaviour sanitizer shows the memory that it complains of, which it reads through a pipe of its own.
// option: {"compiler":{"sanitize":["undefined"]}}
// expect: {"stderrContains":"11 22 33 44 55 66 77 88"}
#include <stdio.h>

int main(void) {
    _Alignas(8) char bytes[16] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, (char)0x88};
    int value = *(volatile int *)(bytes + 1);
    printf("went on with %x\n", (unsigned)value);
    return 0;
}
