// Asking for an executable stack in so many words is refused as well.
// expect: {"message":"executable stack"}
#include <stdio.h>

__asm__(".section .note.GNU-stack, \"x\", @progbits\n.text\n");

static const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3};

int main(void) {
    unsigned char on_stack[sizeof code];
    __builtin_memcpy(on_stack, code, sizeof code);
    printf("%d\n", ((int (*)(void))(void *)on_stack)());
    return 0;
}
