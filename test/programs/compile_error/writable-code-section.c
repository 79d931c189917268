// A section that can be written and executed is refused before it runs.
// expect: {"message":"writable and executable"}
#include <stdio.h>

__asm__(
    ".section .selfmodify, \"awx\", @progbits\n"
    ".globl patch_me\n"
    "patch_me:\n"
    " movl $1, %eax\n"
    " ret\n"
    ".text\n");
extern unsigned char patch_me[];

int main(void) {
    patch_me[1] = 42;
    printf("%d\n", ((int (*)(void))(void *)patch_me)());
    return 0;
}
