// A constructor that never ends: main isn't reached, the limit counts all the same.
// option: {"limits":{"cpuMs":300}}
// expect: {"stdout":""}
#include <stdio.h>

static volatile int answer;

__attribute__((constructor)) static void prepare(void) {
    while (answer != 42) answer = answer * 3 % 41;
}

int main(void) {
    puts("never reached");
    return 0;
}
