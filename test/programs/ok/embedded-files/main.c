// The assembler finds the files that it is told to embed or to read.
// expect: {"stdout":"bytes of a file 7\n"}
#include <stdio.h>

__asm__(
    ".section .rodata\n"
    ".globl embedded\n"
    "embedded: .incbin \"parts/data.txt\"\n"
    ".byte 0\n"
    ".include \"seven.inc\"\n"
    ".text\n"
);
extern const char embedded[];
extern const int seven;

int main(void) {
    printf("%s %d\n", embedded, seven);
    return 0;
}
