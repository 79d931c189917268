// The assembler's .incbin finds no file of the host either.
// expect: {"compileContains":"etc/shadow","nowhere":"root:*"}
#include <stdio.h>

__asm__(
    ".section .rodata\n"
    ".globl stolen\n"
    "stolen:\n"
    ".incbin \"/etc/shadow\"\n"
    ".byte 0\n"
    ".text\n");
extern const char stolen[];

int main(void) {
    puts(stolen);
    return 0;
}
