// One byte beyond the limit, by a program that would end well.
// option: {"limits":{"outputBytes":100000}}
// expect: {"truncated":"stdout","stdoutBytes":100000}
#include <stdio.h>

int main(void) {
    for (int i = 0; i < 1000; i++) printf("%099d\n", i);
    putchar('!');
    return 0;
}
